package import Values

/// Which loops and recipes stand behind what was expanded. A range carries the number of one
/// `Frame`; from there the chain of loops and uses leads up to the text itself.
package struct Expansions: Sendable {
  /// A loop or a use, each time that it is carried out.
  package struct Site: Sendable {
    package enum Kind: Sendable {
      case loop(index: String?, element: String, list: ValueList)
      case use(recipe: String, values: [(name: String, value: Value)])
    }
    /// Its head, with the trace of what it stands in.
    package var range: SourceRange
    package var kind: Kind

    package init(range: SourceRange, kind: Kind) {
      self.range = range
      self.kind = kind
    }
  }

  /// One iteration, from 0, or the only run of a use.
  private struct Frame: Sendable {
    var site: UInt32
    var step: UInt32
  }

  /// A loop or a use that a place stands in.
  package struct Link: Sendable, Equatable {
    /// "`for`" or "`use mesh`".
    package var what: String
    package var range: SourceRange
    /// "i = 57, h = node58"; empty when there is none.
    package var values: String
  }

  private var sites: [Site] = []
  /// The first stands for no expansion.
  private var frames = [Frame(site: 0, step: 0)]

  package init() {}

  package mutating func open(_ site: Site) -> Int {
    sites.append(site)
    return sites.count - 1
  }

  /// The trace of what the site's step gives.
  package mutating func enter(_ site: Int, step: Int) -> UInt32 {
    frames.append(
      Frame(site: UInt32(truncatingIfNeeded: site), step: UInt32(truncatingIfNeeded: step)))
    return UInt32(truncatingIfNeeded: frames.count - 1)
  }

  /// How far it is filled.
  package struct Mark: Sendable {
    fileprivate var sites: Int
    fileprivate var frames: Int
  }

  package var mark: Mark { Mark(sites: sites.count, frames: frames.count) }

  /// Forgets what was opened and entered since; nothing may stand in it.
  package mutating func forget(since mark: Mark) {
    sites.removeLast(sites.count - mark.sites)
    frames.removeLast(frames.count - mark.frames)
  }

  /// From the innermost loop or use to the outermost.
  package func chain(of range: SourceRange) -> [Link] {
    var links: [Link] = []
    var trace = Int(range.trace)
    while trace > 0, trace < frames.count {
      let frame = frames[trace]
      let site = sites[Int(frame.site)]
      links.append(link(site, Int(frame.step)))
      trace = Int(site.range.trace)
    }
    return links
  }

  /// The file of a place, and those of the loops and uses that it stands in.
  package func files(of range: SourceRange) -> [Int] {
    var files = [Int(range.file)]
    var trace = Int(range.trace)
    while trace > 0, trace < frames.count {
      let place = sites[Int(frames[trace].site)].range
      if files.last != Int(place.file) { files.append(Int(place.file)) }
      trace = Int(place.trace)
    }
    return files
  }

  /// Whether a place stands in the same iteration or use as another, or in one within it.
  package func isWithin(_ inner: SourceRange, _ outer: SourceRange) -> Bool {
    var trace = inner.trace
    while trace != outer.trace {
      guard trace > 0, Int(trace) < frames.count else { return false }
      trace = sites[Int(frames[Int(trace)].site)].range.trace
    }
    return true
  }

  private func link(_ site: Site, _ step: Int) -> Link {
    switch site.kind {
    case .loop(let index, let element, let list):
      let values = (index.map { "\($0) = \(step), " } ?? "") + "\(element) = " + text(list[step])
      return Link(what: "`for`", range: site.range, values: values)
    case .use(let recipe, let values):
      return Link(
        what: "`use \(recipe)`", range: site.range,
        values: values.map { "\($0.name) = \($0.value)" }.joined(separator: ", "))
    }
  }

  private func text(_ value: Value?) -> String { value?.description ?? "?" }
}

/// The texts of a run, and how they were expanded: what a diagnostic needs to be shown.
package struct Sources: Sendable {
  package var texts: [SourceText]
  package var expansions: Expansions

  package init(_ texts: [SourceText] = [], expansions: Expansions = Expansions()) {
    self.texts = texts
    self.expansions = expansions
  }

  /// The text of a range; `nil` when it is of none.
  package subscript(range: SourceRange) -> SourceText? {
    Int(range.file) < texts.count ? texts[Int(range.file)] : nil
  }
}
