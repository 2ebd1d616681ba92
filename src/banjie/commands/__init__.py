"""What the `banjie` commands do. Words for people come from the message catalogue."""
