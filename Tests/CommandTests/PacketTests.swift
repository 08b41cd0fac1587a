import Foundation
import Testing

/// The echo requests of a lab really cross VXLAN: UDP datagrams on the underlay, with the right
/// port and VNI (RFC 7348).
@Suite(.enabled(if: hasNamespaces && has("tcpdump"))) struct PacketTests {
  @Test(arguments: Program.labSamples) func datagramsHaveTheVNI(_ sample: String) throws {
    let recipe = try String(contentsOf: Program.root.appending(path: sample), encoding: .utf8)
    let check = try Program.run(["check", "--json", sample])
    let report = try #require(
      JSONSerialization.jsonObject(with: Data(check.output.utf8)) as? [String: Any])
    let files = try #require(report["files"] as? [[String: Any]])
    let node = try #require((files.first?["nodes"] as? [String])?.first)
    let device = recipe.firstMatch(of: /dev ([a-z0-9]+)/)?.1 ?? "eth0"
    let plain = try Program.run(["emit", "--format", "plain", "--node", node, sample]).output
    let wanted = Set(plain.matches(of: /type vxlan id (\d+)/).compactMap { UInt32($0.1) })
    #expect(!wanted.isEmpty)
    try withFolder { folder in
      let ending = try Program.shell(
        """
        f="\(folder)/packets-\(sample.hashValue.magnitude).vxl"; cp "$R/\(sample)" "$f"
        cp -r "$R/samples/lib" "\(folder)/lib"
        "$V" lab up "$f" >/dev/null
        trap '"$V" lab down "$f"' EXIT
        PATH=$PATH:/usr/sbin:/sbin
        "$V" lab exec "$f" \(node) -- tcpdump -Z root -i \(device) --immediate-mode -U -w "\(folder)/capture" udp 2>"\(folder)/log" &
        dump=$!
        while ! grep -q listening "\(folder)/log"; do sleep 0.1; kill -0 $dump; done
        "$V" lab verify "$f" >/dev/null
        sleep 0.3; kill $dump; wait $dump || true
        """)
      #expect(ending.status == 0, "\(ending.errors)")
      let capture = [UInt8](try Data(contentsOf: URL(filePath: "\(folder)/capture")))
      let seen = echoVNIs(capture)
      #expect(seen == wanted, "echo requests were seen in VNIs \(seen.sorted())")
    }
  }

  /// The VNIs of all VXLAN datagrams in a capture (pcap, little endian) that carry an echo request.
  private func echoVNIs(_ capture: [UInt8]) -> Set<UInt32> {
    var vnis: Set<UInt32> = []
    var offset = 24
    while offset + 16 <= capture.count {
      let length = (0..<4).reduce(0) { $0 | Int(capture[offset + 8 + $1]) << (8 * $1) }
      let end = min(offset + 16 + length, capture.count)
      if let vni = echoVNI(Array(capture[(offset + 16)..<end])) { vnis.insert(vni) }
      offset += 16 + length
    }
    return vnis
  }

  private func echoVNI(_ frame: [UInt8]) -> UInt32? {
    guard let udp = payload(frame, 17), udp.count > 16,
      [4789, 4790].contains(Int(udp[2]) << 8 | Int(udp[3]))
    else { return nil }
    let header = Array(udp[8..<16])
    guard header[0] & 0x08 != 0 else { return nil }
    let inner = Array(udp[16...])
    let isEcho = payload(inner, 1)?.first == 8 || payload(inner, 58)?.first == 128
    return isEcho ? UInt32(header[4]) << 16 | UInt32(header[5]) << 8 | UInt32(header[6]) : nil
  }

  /// What an Ethernet frame carries of an IP protocol.
  private func payload(_ frame: [UInt8], _ number: UInt8) -> [UInt8]? {
    guard frame.count > 34 else { return nil }
    if frame[12] == 0x08, frame[13] == 0, frame[23] == number {
      return Array(frame[(14 + Int(frame[14] & 15) * 4)...])
    }
    if frame[12] == 0x86, frame[13] == 0xdd, frame.count > 54, frame[20] == number {
      return Array(frame[54...])
    }
    return nil
  }
}
