import Diagnostics
import Driver
import Netlink
import Planning
import Testing
import Topology
import Values

/// What `docker` is asked, what its answers mean, and how its refusals end.
struct DriverDockerTests {
  private static let recipe = meshRecipe(
    """
    overlay 200 docker lan subnet 172.18.0.0/16 <
      node1 192.168.8.100 -> .11 < container c.1 image busybox -> .2 >
      node2 192.168.8.101 -> .12
    >
    """)

  /// A host without devices, whose `docker` answers so.
  private final class Engine {
    var asked: [[String]] = []
    var answer: ([String]) -> Result<CommandAnswer, SystemError>

    init(_ answer: @escaping ([String]) -> Result<CommandAnswer, SystemError>) {
      self.answer = answer
    }

    var host: Host {
      var host = Recorder().host
      host.docker = { words in
        self.asked.append(words)
        return self.answer(words)
      }
      return host
    }

    func plan(_ recipe: Recipe) -> Result<Findings<HostPlan>, Refusal> {
      planForApply(recipe, node: "node1", owner: "mesh", on: host)
    }
  }

  private static func failure(_ text: String) -> Engine {
    Engine { _ in .success(CommandAnswer(status: 1, errors: text)) }
  }

  private func refusal(_ engine: Engine) -> Refusal? {
    guard case .failure(let refusal) = engine.plan(Self.recipe) else { return nil }
    return refusal
  }

  @Test func anEngineThatDoesNotAnswer() {
    let dead = refusal(
      Self.failure(
        "Cannot connect to the Docker daemon at unix:///x. Is the docker daemon running?"))
    #expect(dead?.status == .unavailable)
    #expect(dead?.diagnostics.map(\.code) == [.missingTool])
    let closed = refusal(
      Self.failure("permission denied while trying to connect to the Docker daemon socket"))
    #expect(closed?.status == .notPermitted)
    #expect(closed?.diagnostics.map(\.code) == [.notPermitted])
    for (code, status) in [(2, ExitStatus.unavailable), (110, .unavailable), (13, .notPermitted)] {
      let refusal = refusal(Engine { _ in .failure(SystemError(Int32(code), "run docker")) })
      #expect(refusal?.status == status)
    }
  }

  /// A recipe without Docker asks nothing of it.
  @Test func whoDoesNotNeedDockerDoesNotAskIt() {
    let engine = Engine { _ in .failure(SystemError(2, "run docker")) }
    let plain = meshRecipe(
      "overlay 1 <\n node1 192.168.8.100 -> 10.0.0.1/24\n node2 192.168.8.101 -> 10.0.0.2/24\n>\n")
    guard case .success = engine.plan(plain) else {
      Issue.record("no plan")
      return
    }
    #expect(engine.asked.isEmpty)
  }

  /// As engines from 20.10 to 29 print it: later ones say where they have no address.
  private static let network = """
    network 3231f89d69f6a75c3231f89d69f6a75c
    name 6c616e
    driver 627269646765
    owner 6d657368
    bridge 62722d396631646361303934386365
    mtu 31343530
    icc 66616c7365
    pool 172.18.0.0/16,172.18.0.11,invalid Prefix
    member 632e31

    """
  private static let container = """
    container 0123456789abcdef
    name 2f632e31
    owner 6d657368
    image 62757379626f78
    running true
    place 6c616e,6d657368,02:42:ac:12:00:02,172.18.0.2,invalid IP,172.18.0.2,invalid IP

    """

  private static func standing(_ words: [String]) -> Result<CommandAnswer, SystemError> {
    let output =
      switch words.prefix(2) {
      case ["network", "ls"], ["container", "ls"]: "id1\nid2\n"
      case ["network", "inspect"]: network
      case ["container", "inspect"]: container
      default: ""
      }
    return .success(CommandAnswer(output: output))
  }

  @Test func answersAreRead() throws {
    let engine = Engine(Self.standing)
    // The bridge is not among the devices of this host.
    #expect(refusal(engine)?.diagnostics.map(\.code).contains(.missingDevice) == true)
    #expect(
      engine.asked.map { $0.prefix(2).joined(separator: " ") } == [
        "network ls", "network inspect", "container ls", "container inspect",
      ])
    #expect(engine.asked[1].suffix(2) == ["id1", "id2"])
    let removal = try #require(
      try? planForRemoval(RemovalScope(owner: "mesh"), on: engine.host).get())
    let docker = try #require(removal.observed.docker)
    let network = try #require(docker.network("lan"))
    #expect(network.owner == "mesh" && network.driver == "bridge" && network.mtu == 1450)
    #expect(network.bridge == "br-9f1dca0948ce" && !network.connectsContainers)
    #expect(
      network.pools == [
        ObservedNetwork.Pool(
          subnet: Prefix("172.18.0.0/16")!, gateway: Address("172.18.0.11"), range: nil)
      ])
    #expect(network.members == ["c.1"])
    let container = try #require(docker.container("c.1"))
    #expect(container.owner == "mesh" && container.image == "busybox" && container.isRunning)
    #expect(
      container.places == [
        ObservedContainer.Place(
          network: "lan", owner: "mesh", addresses: [Address("172.18.0.2")!],
          mac: MAC("02:42:ac:12:00:02"))
      ])
  }

  /// Between two questions a container may go.
  @Test func whatGoesMeanwhileIsAskedAgain() {
    var misses = 1
    let engine = Engine { words in
      if words[1] == "inspect", misses > 0 {
        misses -= 1
        return .success(CommandAnswer(status: 1, errors: "Error: No such network: id1\n"))
      }
      return Self.standing(words)
    }
    _ = engine.plan(Self.recipe)
    #expect(engine.asked.prefix(4).map { $0[1] } == ["ls", "inspect", "ls", "inspect"])
  }

  // MARK: Carrying out

  private var world: World {
    var world = World()
    world.observed.docker = ObservedDocker()
    return world
  }

  /// The words of what was asked of `docker`, when the request of that number ends so.
  private func run(_ number: Int, _ answer: Answer, signal: Int32 = 0) -> (Execution, [String]) {
    let recorder = Recorder()
    recorder.answer = { $0 == number ? answer : nil }
    recorder.signal = { $0 > number ? signal : 0 }
    let plan = Self.recipe.difference(from: world.observed).value
    let execution = execute(plan, on: recorder.host, world.observed)
    let words = recorder.requests.compactMap { request -> String? in
      guard case .docker(let words) = request else { return nil }
      return words.prefix(2).joined(separator: " ") + " " + (words.last ?? "")
    }
    return (execution, words)
  }

  @Test func aRefusalIsUndone() {
    let (network, first) = run(0, .code(1))
    #expect(network.status == .refused)
    #expect(network.diagnostics.map(\.code) == [.dockerRefused])
    #expect(first == ["network create lan"])
    // A container that could not be started is there, and is taken away.
    let (container, second) = run(1, .code(125))
    #expect(container.status == .refused)
    #expect(
      second == ["network create lan", "run -itd busybox", "rm --force c.1", "network rm lan"])
  }

  /// It is not known what the engine did.
  @Test func whatDidNotComeToItsEndIsUndone() {
    let (late, words) = run(0, .lost(110))
    #expect(late.status == .unavailable)
    #expect(words == ["network create lan", "network rm lan"])
    let (stopped, all) = run(0, .code(130), signal: 2)
    #expect(stopped.status == .interrupted)
    #expect(all == ["network create lan", "network rm lan"])
  }
}
