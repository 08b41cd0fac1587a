import Diagnostics
import Planning
import Topology
import Values

// Why BGP has not told this host of a peer, asked of FRR by vtysh(1). Its texts are those of its own
// tests, and what is not understood is not told.

/// What FRR says of a peer; `nil`: nothing that would be why.
func speakerDiagnosis(_ part: Part, _ peer: Member, _ outlook: Outlook, _ host: Host)
  -> Diagnostic?
{
  guard let speaker = outlook.recipe.speaker(outlook.identity.name),
    let control = part.overlay.control
  else { return nil }
  let vni = part.overlay.vni.value
  let known: String
  switch vtysh("show evpn vni \(vni)", host) {
  case .failure(let reason): return noBGP(reason, control.range)
  case .success(let text): known = text
  }
  if known.contains(" does not exist") || known.isEmpty {
    return noBGP("FRR on this host does not know VNI \(vni)", control.range)
      .note("it takes what is in a bridge, and up, once `advertise-all-vni` is configured")
  }
  let address = peer.underlay.value
  let lists = known.split(separator: "\n").map { $0.split(separator: " ").first.map(String.init) }
  if lists.contains("\(address)") { return nil }
  if let session = sessionDown(speaker, peer, control.range, host) { return session }
  return Diagnostic(
    .missingRoute,
    "BGP has its sessions, and no route of \(printable(peer.name.value)) for VNI \(vni)",
    at: peer.underlay.range,
    help:
      "on \(printable(peer.name.value)), `vtysh -c 'show evpn vni \(vni)'` shows whether its FRR"
      + " knows the device")
}

/// The session with the peer, or with a reflector that would tell of it: one that stands is enough.
private func sessionDown(
  _ speaker: Speaker, _ peer: Member, _ range: SourceRange, _ host: Host
) -> Diagnostic? {
  let direct = speaker.neighbours.filter { $0.name == peer.name.value }
  let asked = direct.isEmpty ? speaker.neighbours : direct
  var first: Diagnostic?
  for neighbour in asked {
    guard case .success(let text) = vtysh("show bgp neighbors \(neighbour.address)", host) else {
      return nil
    }
    let name = printable(neighbour.name)
    let what = "\(name) (\(neighbour.address))"
    if text.contains("No such neighbor") || text.contains("BGP instance not found") {
      first =
        first
        ?? noBGP("the BGP of this host has not been told of \(what)", range)
    } else if let state = state(in: text), state != "Established" {
      first =
        first
        ?? Diagnostic(
          .sessionDown, "BGP has no session with \(what): \(printable(state))", at: range,
          help:
            "does FRR run on \(name), has it been told of this host, and does TCP port 179 pass?")
    } else {
      return nil
    }
  }
  return first
}

/// `BGP state = Active`, maybe with more behind it.
private func state(in text: String) -> String? {
  let mark = "BGP state = "
  for line in text.split(separator: "\n") {
    let line = line.drop { $0 == " " }
    if line.hasPrefix(mark) { return String(line.dropFirst(mark.count).prefix { $0.isLetter }) }
  }
  return nil
}

private func noBGP(_ reason: String, _ range: SourceRange) -> Diagnostic {
  Diagnostic(
    .noBGP, reason, at: range,
    help: "`vxloom emit --format frr` writes what goes to /etc/frr/frr.conf; then"
      + " `systemctl restart frr`")
}

private enum VtyshAnswer {
  case success(String)
  /// Why there is none.
  case failure(String)
}

private func vtysh(_ command: String, _ host: Host) -> VtyshAnswer {
  guard case .success(let answer) = host.senses.command(["vtysh", "-c", command]) else {
    return .failure("FRR is not installed on this host: there is no `vtysh`")
  }
  let said = answer.output + answer.errors
  let isDead = said.contains("failed to connect to any daemons") || said.contains("is not running")
  if isDead { return .failure("FRR does not run on this host, or not all of it") }
  return .success(answer.output)
}
