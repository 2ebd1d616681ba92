"""What a form is: fields, rules, versions, and the whole form state computed from values. Pure."""
