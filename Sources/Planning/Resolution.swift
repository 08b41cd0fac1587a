import Diagnostics
import Values
import Vocabulary

// What only the host knows, put in place of the references that stand for it.

extension Difference {
  /// The link with real devices and MTUs; `nil` when the host lacks what it names, which is told.
  mutating func resolved(_ link: Link, _ wish: LocatedWish) -> Link? {
    guard let observed else { return link }
    var link = link
    for (index, setting) in link.settings.enumerated() {
      guard case .device(let reference)? = setting.operands.first else { continue }
      guard let device = self.device(reference, observed, wish) else { return nil }
      link.settings[index].operands = [.device(.named(device.interface.name))]
    }
    guard fits(link, wish) else { return nil }
    link.mtu = resolved(link.mtu, wish)
    if case .veth(let peer, let mac, let mtu) = link.kind {
      link.kind = .veth(peer: peer, peerMAC: mac, peerMTU: resolved(mtu, wish))
    }
    return link
  }

  private mutating func device(
    _ reference: DeviceReference, _ observed: Observed, _ wish: LocatedWish
  ) -> ObservedLink? {
    switch reference {
    case .named(let name):
      if let link = present(Interface(name)) { return link }
      report(
        Diagnostic(
          .missingDevice, "this host has no device \(printable(name))",
          at: wish.settingRanges[.vxlan(.dev)] ?? wish.range, help: deviceHelp(name, observed)))
      return nil
    case .holding(let address):
      guard let link = holder(of: address) else {
        report(
          Diagnostic(
            .missingDevice, "no device of this host holds \(address)",
            at: wish.settingRanges[.vxlan(.local)] ?? wish.range,
            help: "`group` needs the underlay device: write `dev`"))
        return nil
      }
      guard !link.isLoopback else {
        report(
          Diagnostic(
            .reservedDevice,
            "\(address) is on lo, and a group needs the device that reaches the peers",
            at: wish.settingRanges[.vxlan(.local)] ?? wish.range, help: "write `dev`"))
        return nil
      }
      return link
    }
  }

  func deviceHelp(_ name: String, _ observed: Observed) -> String? {
    let names = observed.links.filter { $0.interface.namespace == nil }.map(\.interface.name)
    return nearest(to: name, among: names).map { "did you mean `\($0)`?" }
  }

  /// Refuses an MTU that the kernel would clamp in silence, or that packets to a peer would not fit.
  private mutating func fits(_ link: Link, _ wish: LocatedWish) -> Bool {
    guard case .bytes(let bytes) = link.mtu, let written = wish.writtenMTU,
      let underlay = wish.underlay.map({ desired.underlays[$0] }), let most = most(underlay),
      bytes > most
    else { return true }
    let overhead = underlay.overhead
    report(
      Diagnostic(
        .mtuTooLarge,
        "an MTU of \(bytes) does not fit: the underlay takes \(most + overhead), and the header \(overhead) of it",
        at: written, help: "write `mtu \(most)` or less, or leave it to `mtu auto`"))
    return false
  }

  /// The greatest MTU that the underlay leaves; `nil` where the host does not know.
  private func most(_ underlay: UnderlayMTU) -> UInt32? {
    let mtu: UInt32?
    if let reference = underlay.device {
      mtu = device(reference)?.mtu
    } else {
      mtu = underlay.peers.compactMap { observed?.routeMTUs[$0] }.min()
    }
    return mtu.map { $0 > underlay.overhead ? min($0, 65535) - underlay.overhead : 0 }
  }

  private func device(_ reference: DeviceReference) -> ObservedLink? {
    switch reference {
    case .named(let name): present(Interface(name))
    case .holding(let address): holder(of: address)
    }
  }

  mutating func resolved(_ mtu: MTU, _ wish: LocatedWish) -> MTU {
    guard case .underlay(let index) = mtu, let observed else { return mtu }
    let underlay = desired.underlays[index]
    if underlay.device != nil { return .bytes(most(underlay) ?? underlay.standard) }
    let routes = underlay.peers.map { observed.routeMTUs[$0] }
    if let missing = zip(underlay.peers, routes).first(where: { $0.1 == nil })?.0 {
      reportNoRoute(missing, underlay, wish)
      return .bytes(underlay.standard)
    }
    return .bytes(most(underlay) ?? underlay.standard)
  }

  private mutating func reportNoRoute(
    _ peer: Address, _ underlay: UnderlayMTU, _ wish: LocatedWish
  ) {
    let message = "this host has no route to \(peer): an MTU of \(underlay.standard) is taken"
    guard !diagnostics.contains(where: { $0.message == message }) else { return }
    report(
      Diagnostic(
        .unknownMTU, message, at: wish.range, help: "write `mtu`, or set up the underlay first"))
  }

  /// The MTU of a vxlan device that stands, is given none and follows its underlay device. The kernel
  /// takes it once, when it makes the device. GPE has no Ethernet header, and so another overhead.
  func followedMTU(_ link: Link, _ wish: LocatedWish) -> UInt32? {
    guard case .vxlan = link.kind, case .unset = link.mtu, link.mac != nil else { return nil }
    return wish.underlay.flatMap { most(desired.underlays[$0]) }
  }
}
