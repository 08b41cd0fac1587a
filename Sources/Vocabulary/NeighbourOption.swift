/// The options of `ip neigh`, in the order in which they are sent and printed. The device is no
/// setting of an entry, but what holds the table.
/// Attributes: `enum` of NDA_* in uapi/linux/neighbour.h; flags and states: NTF_*, NUD_* there.
package enum NeighbourOption: Int, CaseIterable, Sendable {
  case lladdr, dev, permanent, router, externLearn

  static let rows: [OptionRow] = allCases.map { OptionRow($0.newRow) }

  private func row(
    _ word: String, _ form: OptionForm, _ summary: String, standard: String,
    kernel: Version = Version(2, 2)
  ) -> OptionDraft {
    OptionDraft(
      kind: .neighbour, spelling: word, places: [.neighbour], forms: [form], summary: summary,
      standard: standard, kernel: kernel, iproute2: kernel)
  }

  private var newRow: OptionDraft {
    switch self {
    case .lladdr:
      row(
        "lladdr", .value("lladdr", 2, .mac, [.mac]), "the neighbour's MAC",
        standard: "none: it must be written")
    case .dev:
      row(
        "dev", .value("dev", 0, .deviceIndex, [.device]), "the device whose table it is",
        standard: "what holds the overlay address; with `proxy` the vxlan device")
    case .permanent:
      row(
        "permanent", .constant(["permanent"], 0, .entryState, 0x80), "never forgotten",
        standard: "on")
    case .router:
      row(
        "router", .constant(["router"], 0, .entryFlag, 0x80), "the neighbour is a router",
        standard: "off", kernel: Version(4, 11))
    case .externLearn:
      row(
        "extern_learn", .constant(["extern_learn"], 0, .entryFlag, 0x10),
        "a control plane keeps the entry", standard: "off", kernel: Version(4, 17))
    }
  }
}
