"""From what services loaded to what goes over the wire: words in the reader's language, no decisions."""
