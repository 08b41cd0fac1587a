import Values

// Packet filters as `nft` and `iptables` print them, and what they do to a packet. Only what is
// certain is judged: a rule with sets, marks or addresses may match, and is told of as a doubt.

/// The packet that is asked about: UDP, the first of its kind.
struct FilteredPacket: Hashable {
  var port: UInt16
  var family: Family
  /// The device that it comes in or leaves by, where it is known.
  var device: String?
}

enum RuleMatch: Comparable {
  case never, possible, certain
}

enum RuleVerdict: Equatable {
  case accept, drop
  case jump(String)
  case goTo(String)
  case comeBack
  /// Counts, marks, logs, or what is not understood: the next rule follows.
  case goOn
}

struct FilterRule: Equatable {
  var text: String
  var match: RuleMatch
  var verdict: RuleVerdict
}

enum FilterHook: String, CaseIterable {
  case prerouting, input, output, postrouting
}

struct FilterChain {
  /// "inet filter" of nft, or the family for `iptables`.
  var table: String
  var name: String
  /// `nil`: it is only jumped to.
  var hook: FilterHook?
  var policy = RuleVerdict.accept
  var rules: [FilterRule] = []
}

/// The rule, or the policy, that certainly drops a packet, and where.
struct FilterDrop: Equatable {
  var table: String
  var chain: String
  var what: String
}

/// What becomes of the packet in a filter.
struct FilterFate: Equatable {
  var drop: FilterDrop?
  /// The rules that may let it through or drop it, where neither is certain.
  var doubts: [String] = []
}

struct PacketFilter {
  /// A rule that may decide.
  private struct Doubt {
    var text: String
    var mayDrop: Bool
  }

  var chains: [FilterChain]

  /// Each base chain for itself: what one of them drops is gone.
  func fate() -> FilterFate {
    var fate = FilterFate()
    for chain in chains {
      guard chain.hook != nil else { continue }
      var doubts: [Doubt] = []
      let end = run(chain, &doubts, depth: 0)
      let isDropped = end.map { $0.verdict == .drop } ?? (chain.policy == .drop)
      guard isDropped else {
        fate.doubts += doubts.filter(\.mayDrop).map(\.text)
        continue
      }
      let what = end?.text ?? "policy drop"
      if !doubts.isEmpty {
        // A rule before may have let it through.
        fate.doubts += doubts.map(\.text) + [what]
      } else if fate.drop == nil {
        fate.drop = FilterDrop(
          table: chain.table, chain: end?.chain ?? chain.name, what: what)
      }
    }
    return fate
  }

  /// The verdict that ends it; `nil`: the packet runs out of the chain. The kernel takes no jumps
  /// deeper than 16 (NFT_JUMP_STACK_SIZE).
  private func run(
    _ chain: FilterChain, _ doubts: inout [Doubt], depth: Int
  ) -> (verdict: RuleVerdict, text: String, chain: String)? {
    guard depth <= 16 else { return nil }
    for rule in chain.rules where rule.match != .never {
      switch rule.verdict {
      case .goOn: continue
      case .accept, .drop:
        if rule.match == .certain { return (rule.verdict, rule.text, chain.name) }
        doubts.append(Doubt(text: rule.text, mayDrop: rule.verdict == .drop))
      case .comeBack:
        if rule.match == .certain { return nil }
      case .jump(let name), .goTo(let name):
        guard let target = chains.first(where: { $0.table == chain.table && $0.name == name })
        else { continue }
        var inner: [Doubt] = []
        let end = run(target, &inner, depth: depth + 1)
        guard rule.match == .certain else {
          // What it does there, it may do.
          guard end != nil || !inner.isEmpty else { continue }
          let mayDrop = end?.verdict == .drop || inner.contains(where: \.mayDrop)
          doubts.append(Doubt(text: rule.text, mayDrop: mayDrop))
          continue
        }
        doubts += inner
        if let end { return end }
        if case .goTo = rule.verdict { return nil }
      }
    }
    return nil
  }
}
