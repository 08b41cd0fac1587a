/// What a completion asks for beside the session.
package struct Surroundings {
  package struct Interface: Sendable, Equatable {
    package var name: String
    /// "bridge, up, 192.168.8.100/24"
    package var summary: String
    package var isBridge: Bool

    package init(name: String, summary: String, isBridge: Bool) {
      (self.name, self.summary, self.isBridge) = (name, summary, isBridge)
    }
  }

  /// A flag of a command.
  package struct Flag: Sendable, Equatable {
    /// `--output`
    package var name: String
    /// `-o`
    package var short: String?
    package var summary: String
    package var takesValue: Bool
    /// Where there are few.
    package var values: [Candidates.Candidate]

    package init(
      _ name: String, short: String? = nil, summary: String, takesValue: Bool = false,
      values: [Candidates.Candidate] = []
    ) {
      (self.name, self.short, self.summary) = (name, short, summary)
      (self.takesValue, self.values) = (takesValue, values)
    }
  }

  package var interfaces: () -> [Interface]
  /// Docker's networks.
  package var networks: () -> [String]
  /// Network namespaces that have a name.
  package var namespaces: () -> [String]
  package var flags: (PromptCommand) -> [Flag]

  package init(
    interfaces: @escaping () -> [Interface], networks: @escaping () -> [String],
    namespaces: @escaping () -> [String], flags: @escaping (PromptCommand) -> [Flag]
  ) {
    (self.interfaces, self.networks) = (interfaces, networks)
    (self.namespaces, self.flags) = (namespaces, flags)
  }
}
