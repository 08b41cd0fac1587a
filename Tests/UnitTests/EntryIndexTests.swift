import Testing
import Values
import Vocabulary

@testable import Planning

/// Entries are found by what the kernel tells them apart by, and by nothing else.
@Suite struct EntryIndexTests {
  private let mac = MAC(0x0200_0000_0001)
  private let peers = [Address.ipv4(0xc000_0201), .ipv4(0xc000_0202)]

  private func entry(
    _ device: String, _ mac: MAC, _ peer: Int, in namespace: String? = nil,
    _ options: [Setting] = []
  ) -> ForwardingEntry {
    ForwardingEntry(
      Interface(device, in: namespace), mac: mac,
      settings: [Setting(.forwarding(.dst), [.address(peers[peer])])] + options)
  }

  private func index(_ entries: [ForwardingEntry?]) -> ForwardingIndex {
    ForwardingIndex(entries.indices) { entries[$0] }
  }

  @Test func aMACIsInOnePlaceOfADevice() {
    let port = Setting(.forwarding(.port), [.number(1)])
    let found = index([
      nil, entry("vx0", mac, 0), entry("vx1", mac, 1), entry("vx0", mac, 1),
      entry("vx0", mac, 0, in: "red"), entry("vx1", MAC(0x0200_0000_0002), 0, [port]),
    ])
    #expect(found[entry("vx0", mac, 1, [port])] == 1)
    #expect(found[entry("vx1", mac, 0)] == 2)
    #expect(found[entry("vx0", mac, 1, in: "red")] == 4)
    #expect(found[entry("vx1", MAC(0x0200_0000_0002), 1)] == 5)
    #expect(found[entry("vx2", mac, 0)] == nil)
    #expect(found[entry("vx0", MAC(0x0200_0000_0002), 0)] == nil)
  }

  @Test func zeroHasAListAndABridgeATableOfItsOwn() {
    let master = ForwardingEntry(
      Interface("vx0"), mac: mac, settings: [Setting(.forwarding(.master))])
    let found = index([entry("vx0", .zero, 0), entry("vx0", .zero, 1), master])
    #expect(found[entry("vx0", .zero, 1)] == 1)
    #expect(found[entry("vx1", .zero, 1)] == nil)
    #expect(found[master] == 2)
    #expect(found[entry("vx0", mac, 0)] == nil)
  }

  @Test func aNeighbourIsFoundByDeviceAndAddress() {
    let entries = ["vx0", "vx1"].flatMap { device in
      peers.map { NeighbourEntry(Interface(device), address: $0, mac: mac) }
    }
    let found = NeighbourIndex(entries.indices) { entries[$0] }
    let other = NeighbourEntry(Interface("vx1"), address: peers[1], mac: .zero)
    #expect(found[other] == 3)
    #expect(found[NeighbourEntry(Interface("br0"), address: peers[1], mac: mac)] == nil)
  }
}
