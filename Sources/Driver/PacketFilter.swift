import Values

// Packet filters as `nft` and `iptables` print them, and what they do to a packet. Only what is
// certain is judged: a rule with sets, marks or addresses may match, and is told of as a doubt.

/// The packet that is asked about: UDP, the first of its kind.
struct FilteredPacket {
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

/// What becomes of the packet in a filter.
struct FilterFate: Equatable {
  /// The rule, or the policy, that certainly drops it, and where.
  var drop: (table: String, chain: String, hook: FilterHook, what: String)?
  /// The rules that may let it through or drop it.
  var doubts: [String] = []

  static func == (left: FilterFate, right: FilterFate) -> Bool {
    left.drop?.table == right.drop?.table && left.drop?.chain == right.drop?.chain
      && left.drop?.what == right.drop?.what && left.doubts == right.doubts
  }
}

struct PacketFilter {
  var chains: [FilterChain]

  /// Each base chain for itself: what one of them drops is gone.
  func fate() -> FilterFate {
    var fate = FilterFate()
    for chain in chains {
      guard let hook = chain.hook else { continue }
      var doubts: [String] = []
      var fuel = 10_000
      let verdict = run(chain, &doubts, &fuel)
      let isDropped = verdict.map { $0.verdict == .drop } ?? (chain.policy == .drop)
      if isDropped {
        let what = verdict?.text ?? "policy drop"
        // Where a rule before may have let it through, it is not certain.
        if doubts.isEmpty {
          if fate.drop == nil { fate.drop = (chain.table, chain.name, hook, what) }
        } else {
          fate.doubts += doubts + [what]
        }
      } else {
        fate.doubts += doubts.filter { $0.contains("drop") || $0.contains("reject") }
      }
    }
    return fate
  }

  /// The verdict that ends it; `nil`: the packet runs out of the chain. `fuel` bounds the rules that
  /// are looked at, in case chains jump in a circle.
  private func run(
    _ chain: FilterChain, _ doubts: inout [String], _ fuel: inout Int
  ) -> (verdict: RuleVerdict, text: String)? {
    for rule in chain.rules {
      fuel -= 1
      guard fuel > 0, rule.match != .never else { continue }
      switch rule.verdict {
      case .goOn: continue
      case .accept, .drop:
        if rule.match == .certain { return (rule.verdict, rule.text) }
        doubts.append(rule.text)
      case .comeBack:
        if rule.match == .certain { return nil }
      case .jump(let name), .goTo(let name):
        guard let target = chains.first(where: { $0.table == chain.table && $0.name == name })
        else { continue }
        guard rule.match == .certain else {
          // What it does there, it may do.
          var ignored: [String] = []
          if run(target, &ignored, &fuel) != nil || !ignored.isEmpty { doubts.append(rule.text) }
          continue
        }
        if let verdict = run(target, &doubts, &fuel) { return verdict }
        if case .goTo = rule.verdict { return nil }
      }
    }
    return nil
  }
}
