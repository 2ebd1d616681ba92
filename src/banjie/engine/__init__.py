"""What a process may do: a pure functional core.

`decide(context, state, command)` answers with events or with typed questions, `evolve(state, event)` is
the only way a state changes. No clock, database, network or randomness lives here.
"""
