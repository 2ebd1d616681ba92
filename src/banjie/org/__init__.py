"""PURE: people, departments, roles, substitution; who is asked and why; who may do what. No SQL, no clock."""
