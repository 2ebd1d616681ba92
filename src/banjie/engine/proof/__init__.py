"""What can be proved about a definition before it is published."""
