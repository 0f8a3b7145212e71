// SPDX-License-Identifier: GPL-3.0-or-later
// For any bytes as comps.xml or updateinfo.xml: groups and advisories, or Error(invalid) and Error(upstream);
// no crash, no other exception. Advisories that were read can be written and read again.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "core/error.hpp"
#include "core/temporary.hpp"
#include "repodata/comps.hpp"
#include "repodata/updateinfo.hpp"

using namespace rpmworks;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string xml(reinterpret_cast<const char*>(data), size);
  try {
    for (const auto& group : repodata::read_comps(xml, "comps.xml"))
      if (group.id.empty()) std::abort();
  } catch (const Error& error) {
    if (error.code() != ExitCode::invalid || error.render().empty()) std::abort();
  }
  static const TempDir tmp("/dev/shm", "repodata-fuzz-");
  try {
    const auto advisories = repodata::read_updateinfo(xml, tmp.path());
    const std::string written =
        repodata::updateinfo_xml(advisories, "acme", {.xml = "", .packages = {}}, tmp.path());
    if (!written.empty() && repodata::read_updateinfo(written, tmp.path()).size() != advisories.size())
      std::abort();
  } catch (const Error& error) {
    if (error.code() != ExitCode::upstream || error.render().empty()) std::abort();
  }
  return 0;
}
