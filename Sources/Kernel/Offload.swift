internal import CKernel
package import Netlink

extension Machine {
  /// The driver of a device of the network namespace that we are in, and whether the device computes
  /// checksums of what it sends (ETHTOOL_GDRVINFO, ETHTOOL_GTXCSUM: uapi/linux/ethtool.h).
  package static func offload(
    of device: String
  ) throws(SystemError) -> (driver: String, computesTransmitChecksums: Bool) {
    var result: Int32 = 0
    let driver = unsafe stored(limit: 33) { buffer in
      result = unsafe ck_driver(device, buffer.baseAddress, buffer.count)
      return Int(result)
    }
    try require(result, "ask for the driver of \(device)")
    let isOn = try check(unsafe ck_transmit_checksum(device), "ask for the checksums of \(device)")
    return (driver ?? "", isOn == 1)
  }
}
