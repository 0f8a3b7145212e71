// SPDX-License-Identifier: GPL-3.0-or-later
// For any bytes, reading a configuration or a file of advisories returns one or throws Error(invalid): no
// crash, no other exception.
#include <sys/mman.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "config/advisories.hpp"
#include "config/config.hpp"
#include "config/diff_policy.hpp"
#include "core/files.hpp"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string yaml(reinterpret_cast<const char*>(data), size);
  try {
    const auto config = rpmworks::config::parse(yaml, "repos.yaml", {.folder = "/hostbase"});
    if (config.product.empty()) std::abort();
  } catch (const rpmworks::Error& error) {
    if (error.code() != rpmworks::ExitCode::invalid || error.render().empty()) std::abort();
  }
  const rpmworks::FileDescriptor file(::memfd_create("advisories", MFD_CLOEXEC));
  rpmworks::write_all(file, yaml, "advisories");
  try {
    const auto path = "/proc/self/fd/" + std::to_string(file.get());
    for (const auto& advisory : rpmworks::config::read_advisories(path, "advisories.yaml"))
      if (advisory.packages.empty()) std::abort();
  } catch (const rpmworks::Error& error) {
    if (error.code() != rpmworks::ExitCode::invalid || error.render().empty()) std::abort();
  }
  try {
    const auto policy = rpmworks::config::read_diff_policy(yaml, "policy.yaml");
    if (policy.refused.empty() && !policy.licenses) std::abort();
  } catch (const rpmworks::Error& error) {
    if (error.code() != rpmworks::ExitCode::invalid || error.render().empty()) std::abort();
  }
  return 0;
}
