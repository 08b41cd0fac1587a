import Diagnostics
import Values
import Vocabulary

// Devices: made, changed, or made anew.

extension Difference {
  mutating func meetLink(
    _ link: Link, _ digest: String, _ keepsLinkLocal: Bool, _ wish: LocatedWish
  ) {
    guard let link = resolved(link, wish) else { return }
    var mark = Ownership(
      owner: desired.owner, node: desired.node, device: link.interface.name, digest: digest,
      notes: notes[link.interface] ?? [])
    let settlement = reconciliation?.settlements[link.interface]
    let former = settlement.flatMap { _ in reconciliation?.inventory.link(link.interface) }
    let standing = former.flatMap(marks.mark)
    mark.notes =
      (standing?.notes ?? []) + mark.notes.filter { standing?.notes.contains($0) != true }
    if let former, let settlement {
      guard fits(mark, wish) else { return }
      aliases[link.interface] = mark
      if settlement.reasons.isEmpty {
        settle(former, standing, mark, settlement.steps, wish)
      } else {
        replace(former, link, mark, keepsLinkLocal, settlement.reasons, wish)
      }
    } else if let present = present(link.interface) {
      meet(foreign: present, link, wish)
    } else {
      guard isFree(link, wish), fits(mark, wish) else { return }
      create(link, mark, keepsLinkLocal, wish)
    }
  }

  private mutating func create(
    _ link: Link, _ mark: Ownership, _ keepsLinkLocal: Bool, _ wish: LocatedWish,
    followsDeletion: Bool = false, _ reasons: [String]? = nil
  ) {
    step(.addLink(link), wish, followsCreation: followsDeletion)
    plan.steps[plan.steps.count - 1].replacement = reasons
    step(.setAlias(link.interface, from: "", to: mark.alias), wish, followsCreation: true)
    if let name = link.readableName {
      step(.addName(link.interface, name), wish, followsCreation: true)
    }
    if !keepsLinkLocal { step(.stopLinkLocal(link.interface), wish, followsCreation: true) }
    madeLinks.insert(link.interface)
    aliases[link.interface] = mark
  }

  // MARK: What stands and is ours

  /// The alias says what it is before it changes, and from what it was made after. A run that is
  /// killed in between leaves another digest, and the next one compares all.
  private mutating func settle(
    _ present: ObservedLink, _ standing: Ownership?, _ mark: Ownership,
    _ steps: [Reconciliation.Undoable], _ wish: LocatedWish
  ) {
    var alias = present.alias
    if !steps.isEmpty {
      var before = mark
      before.digest = standing?.digest ?? "adopted"
      setAlias(of: present, from: &alias, to: before, wish)
      for undoable in steps {
        step(undoable.operation, wish, restoration: undoable.restoration)
      }
    }
    setAlias(of: present, from: &alias, to: mark, wish)
  }

  private mutating func setAlias(
    of link: ObservedLink, from alias: inout String, to mark: Ownership, _ wish: LocatedWish
  ) {
    guard alias != mark.alias else { return }
    step(.setAlias(link.interface, from: alias, to: mark.alias), wish)
    alias = mark.alias
  }

  /// Taken away and made in one send: in between nothing would tell what its alias notes.
  private mutating func replace(
    _ former: ObservedLink, _ link: Link, _ mark: Ownership, _ keepsLinkLocal: Bool,
    _ reasons: [String], _ wish: LocatedWish
  ) {
    guard isFree(link, wish), takesNothingAlong(former, wish) else { return }
    let isGone = goneEarly.contains(link.interface)
    if !isGone { delete(former, reasons, wish) }
    let isTogether = !isGone || madeTogether.contains(link.interface)
    create(link, mark, keepsLinkLocal, wish, followsDeletion: isTogether, reasons)
    rejoin(former, wish)
    guard former.kind == .bridge, link.kind == .bridge, let inventory = reconciliation?.inventory
    else { return }
    for port in inventory.ports(of: former.interface.name)
    where !wishedPorts.contains(port) && stands(port) {
      step(.setMaster(port, from: nil, to: former.interface.name), wish)
    }
  }

  /// What is noted of a bridge of others is taken back from the bridge that the device is in: it is
  /// never without.
  private mutating func rejoin(_ former: ObservedLink, _ wish: LocatedWish) {
    guard let master = former.master, bridgeOf[former.interface] == master,
      stands(Interface(master)), !isOurs(Interface(master))
    else { return }
    let count = plan.steps.count
    join(former.interface, from: nil, to: Interface(master), wish)
    for index in count..<plan.steps.count { plan.steps[index].followsCreation = true }
    joinedEarly.insert(former.interface)
  }

  /// The kernel deletes a vxlan device with the one that it sends through
  /// (`vxlan_handle_lowerdev_unregister` in drivers/net/vxlan/vxlan_core.c). It is never one of the
  /// same recipe.
  private mutating func takesNothingAlong(_ former: ObservedLink, _ wish: LocatedWish) -> Bool {
    guard let upper = reconciliation?.inventory.uppers(of: former).first else { return true }
    report(
      Diagnostic(
        .differentDevice,
        "\(former.interface.text) has to be made anew, and \(upper.text) would go with it: it sends through it",
        at: wish.range, help: "take \(upper.text) away first, and make it again afterwards"))
    return false
  }

  private mutating func delete(
    _ former: ObservedLink, _ reasons: [String], _ wish: LocatedWish, followsCreation: Bool = false
  ) {
    guard let inventory = reconciliation?.inventory,
      let description = inventory.description(of: former)
    else { return }
    step(
      .deleteLink(description), wish, followsCreation: followsCreation,
      restoration: inventory.restoration(of: former))
    plan.steps[plan.steps.count - 1].replacement = reasons
  }

  /// Devices that take over from one another what only one may have, a VNI or a place in a namespace,
  /// are all taken away before the first is made anew.
  mutating func makeRoom() {
    var replaced: [(former: ObservedLink, reasons: [String], wish: LocatedWish, link: Link)] = []
    for wish in desired.wishes {
      guard case .link(let link, _, _) = wish.wish,
        let reasons = reconciliation?.settlements[link.interface]?.reasons, !reasons.isEmpty,
        let former = reconciliation?.inventory.link(link.interface)
      else { continue }
      replaced.append((former, reasons, wish, link))
    }
    guard replaced.count > 1 else { return }
    let taken = Dictionary(
      replaced.compactMap { one in
        place(of: one.former).map { ($0, one.former.interface) }
      }, uniquingKeysWith: { first, _ in first })
    let collide = replaced.contains { one in
      place(of: one.link).flatMap { taken[$0] }.map { $0 != one.link.interface } ?? false
    }
    guard collide, replaced.allSatisfy({ takesNothingAlong($0.former, $0.wish) }) else { return }
    let together = replaced.filter { $0.former.kind == .vxlan && $0.link.kind == .vxlan }
    for (index, one) in together.enumerated() {
      delete(one.former, one.reasons, one.wish, followsCreation: index > 0)
      goneEarly.insert(one.link.interface)
    }
    // All of it in one send: in between nothing would tell what the aliases note.
    for one in together {
      guard case .link(let link, let digest, let keepsLinkLocal) = one.wish.wish else { continue }
      madeTogether.insert(one.link.interface)
      meetLink(link, digest, keepsLinkLocal, one.wish)
    }
    for one in replaced where !goneEarly.contains(one.link.interface) {
      delete(one.former, one.reasons, one.wish)
      goneEarly.insert(one.link.interface)
    }
  }

  private func place(of link: ObservedLink) -> [String]? {
    switch link.kind {
    case .vxlan: place(of: link.settings)
    case .veth: reconciliation?.inventory.peer(of: link).map { place(of: $0.interface) }
    case .bridge, .other: nil
    }
  }

  private func place(of link: Link) -> [String]? {
    switch link.kind {
    case .vxlan: place(of: link.settings)
    case .veth(let peer, _, _): place(of: peer)
    case .bridge: nil
    }
  }

  private func place(of peer: Interface) -> [String] { [peer.name, peer.namespace ?? ""] }

  private func place(of settings: [Setting]) -> [String] {
    let keys: [DeviceOption] = [.vxlan(.id), .vxlan(.port)]
    return settings.filter { keys.contains($0.option) }.flatMap { $0.words(device: \.text) }
  }

  /// An alias that does not fit is refused before anything is done.
  private mutating func fits(_ mark: Ownership, _ wish: LocatedWish) -> Bool {
    let length = mark.alias.utf8.count
    if length <= Ownership.longestAlias { return true }
    report(
      Diagnostic(
        .aliasTooLong,
        "the alias of \(mark.device) would need \(length) bytes, and the kernel keeps \(Ownership.longestAlias)",
        at: wish.range,
        help:
          "make namespaces, and entries on devices of others, beforehand, or use shorter names"))
    return false
  }

  // MARK: What is in the way

  /// Nothing of ours that stays, and no inner end of a veth pair, may have the place of a new device.
  private mutating func isFree(_ link: Link, _ wish: LocatedWish) -> Bool {
    if let (device, words) = leftovers?.obstacle(to: link) {
      reportInTheWay(device, words, wish)
      return false
    }
    guard case .veth(let peer, _, _) = link.kind, let present = present(peer) else {
      return true
    }
    reportForeign(present, wish)
    return false
  }

  /// Once for each device, whatever else it has.
  mutating func reportInTheWay(_ device: MarkedDevice, _ words: String, _ wish: LocatedWish) {
    guard inTheWay.insert(device.link.interface).inserted else { return }
    report(
      Diagnostic(
        .differentDevice,
        "\(device.link.interface.text), which the recipe no longer has, \(words)",
        at: wish.range, help: "`--prune` takes it away"))
  }

  private mutating func meet(foreign present: ObservedLink, _ link: Link, _ wish: LocatedWish) {
    if link.kind != .bridge || present.kind != .bridge {
      reportForeign(present, wish, isAdoptable: link.kind.isSame(as: present.kind))
    } else if link.macIsNeeded, let wanted = link.mac, let mac = present.mac, mac != wanted {
      reportMAC(wanted, of: present, mac, wish)
    }
  }

  private mutating func reportForeign(
    _ present: ObservedLink, _ wish: LocatedWish, isAdoptable: Bool = false
  ) {
    let owner = Ownership(alias: present.alias).map { $0.owner }
    let whose = owner.map {
      $0 == desired.owner ? "that is another node's" : "of the owner \(printable($0))"
    }
    let help =
      if let owner, owner != desired.owner {
        "the same owner is written `--owner \(printable(owner))`; or give ours another name"
      } else if isAdoptable {
        "give ours another name, take that one away, or make it ours with `--adopt`"
      } else {
        "give ours another name, or take that one away"
      }
    report(
      Diagnostic(
        .foreignDevice,
        "this host has a device \(present.interface.text) \(whose ?? "that is not ours")",
        at: wish.nameRange ?? wish.range, help: help))
  }

  /// A bridge of others keeps its MAC.
  private mutating func reportMAC(
    _ wanted: MAC, of bridge: ObservedLink, _ mac: MAC, _ wish: LocatedWish
  ) {
    report(
      Diagnostic(
        .differentDevice,
        "\(bridge.interface.text) is not ours and keeps its MAC \(mac), where the recipe has \(wanted)",
        at: wish.range,
        help: "write `mac \(mac)` behind the member's address, so that all hosts know it"))
  }
}

/// The devices of others that stand where ours should, and could be ours: of the same kind, and of no
/// other owner.
func adoptable(_ desired: Desired, _ observed: Observed) -> Set<Interface> {
  let links = Dictionary(
    observed.links.map { ($0.interface, $0) }, uniquingKeysWith: { first, _ in first })
  return Set(
    desired.wishes.compactMap { wish in
      guard case .link(let link, _, _) = wish.wish, let present = links[link.interface],
        link.kind != .bridge, link.kind.isSame(as: present.kind)
      else { return nil }
      let owner = Ownership(alias: present.alias)?.owner
      return owner == nil || owner == desired.owner ? link.interface : nil
    })
}
