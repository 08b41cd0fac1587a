/// Changes one thing in a sentence.
struct Mutator {
  private var chance: Chance
  /// What may be put in.
  private let pool: [String]

  init(_ grammar: Grammar, seed: UInt64) {
    chance = Chance(state: seed)
    let signs = [
      "<", ">", "(", ")", "[", "]", "->", ",", "=", "==", "!=", "..", "+", "-", "*", "/", "%", ":",
      "${", "}", "\"", "\n", "\n", "#", ";", "@", "=>", "{", "\\",
    ]
    let tokens = terminals.sorted().flatMap { samples(of: $0, adjoins: false) }
    let lists = ["item-keyword", "expression-keyword", "type", "flag", "key", "bridge-key"]
    // The grammar knows nothing of the answers that the first words of a command get.
    pool = signs + tokens + lists.flatMap { grammar.words($0).prefix(20) }
  }

  mutating func mutate(_ sentence: [Piece]) -> [Piece] {
    var pieces = sentence
    guard !pieces.isEmpty else { return [Piece(text: chance.pick(pool))] }
    let index = chance.next(below: pieces.count)
    switch chance.next(below: 8) {
    case 0: pieces.remove(at: index)
    case 1: pieces.insert(pieces[index], at: index)
    case 2: pieces.swapAt(index, min(index + 1, pieces.count - 1))
    case 3: pieces.swapAt(index, chance.next(below: pieces.count))
    case 4: pieces[index] = Piece(text: chance.pick(pool), adjoins: chance.next(below: 4) == 0)
    case 5: pieces.insert(Piece(text: chance.pick(pool)), at: index)
    case 6: pieces.insert(Piece(text: "\n"), at: index)
    default: pieces[index].adjoins.toggle()
    }
    return pieces
  }
}
