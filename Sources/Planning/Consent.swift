/// What a user allows `apply` to do beyond what harms nobody.
package struct Consent: Sendable, Hashable {
  /// Ports that the host itself is reached by become bridge ports.
  package var force: Bool
  /// What the kernel cannot change in place is made anew.
  package var replace: Bool
  /// Devices of ours that the recipe no longer has are taken away.
  package var prune: Bool
  /// Devices of others that stand where ours should become ours.
  package var adopt: Bool

  package init(
    force: Bool = false, replace: Bool = false, prune: Bool = false, adopt: Bool = false
  ) {
    self.force = force
    self.replace = replace
    self.prune = prune
    self.adopt = adopt
  }
}
