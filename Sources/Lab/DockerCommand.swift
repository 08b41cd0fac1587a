import Driver
import Kernel
import Netlink

/// Runs `docker`, which honours DOCKER_HOST and contexts. Starting a container may have to fetch
/// its image first, and gets more time. What the engine has begun it ends in any case, so a signal
/// waits for it a while.
func runDocker(_ arguments: [String]) -> Result<CommandAnswer, SystemError> {
  let minutes = arguments.first == "run" ? 15 : 2
  return Result { () throws(SystemError) in
    let ending = try ChildProcess.run(
      "docker", ["docker"] + arguments,
      limits: ChildProcess.Limits(milliseconds: minutes * 60_000, patience: 5_000))
    return CommandAnswer(
      status: ending.status, output: String(decoding: ending.output, as: UTF8.self),
      errors: String(decoding: ending.errors, as: UTF8.self))
  }
}

/// The rules of the packet filter, where br_netfilter shows it what bridges pass on. The file is of
/// the network namespace that we are in.
func bridgePacketFilter() -> String? {
  guard let switched = try? Machine.readFile("/proc/sys/net/bridge/bridge-nf-call-iptables"),
    switched.first == UInt8(ascii: "1")
  else { return nil }
  for program in ["iptables", "/usr/sbin/iptables"] {
    guard
      let ending = try? ChildProcess.run(
        program, ["iptables", "--wait", "5", "-S"],
        limits: ChildProcess.Limits(milliseconds: 10_000, patience: 0)),
      ending.status == 0
    else { continue }
    return String(decoding: ending.output, as: UTF8.self)
  }
  return nil
}
