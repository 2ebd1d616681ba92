"""The demo company 建材批发 老张: people, forms, processes, some weeks of history, and its receivers."""
