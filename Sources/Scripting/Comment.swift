import Values

/// Text from outside in a comment: on one line.
func commentText(_ text: String) -> String { printable(text) }
