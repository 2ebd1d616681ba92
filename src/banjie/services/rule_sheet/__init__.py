"""业务规则单, the rule sheet a process begins with: three questions, answered before anything is drawn."""
