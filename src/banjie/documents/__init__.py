"""Documents for people and archives: Typst templates to PDF/A-3b, in a process of their own, with bounds."""
