// SPDX-License-Identifier: GPL-3.0-or-later
// For any bytes as an OSV advisory and as a CSAF document: advisories, or Error(invalid); no crash, no other
// exception. What was read can be kept in the index and read again.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "audit/readers.hpp"
#include "core/error.hpp"

using namespace rpmworks;

namespace {

template <class Read>
void try_reader(const Read& read) {
  try {
    const audit::Subject subject{.nevra = rpm::Nevra::parse("lib-1:2-3.el9.x86_64"),
                                 .source = "lib",
                                 .source_evr = rpm::Evr::parse("2-3.el9"),
                                 .vendor = "redhat"};
    for (const audit::Advisory& advisory : read()) {
      const Json json = audit::to_json(advisory);
      if (audit::to_json(audit::advisory_from_json(Json::parse(json.dump()))).dump() != json.dump())
        std::abort();
      for (const auto& claim : advisory.claims) {
        audit::status_of(claim, subject, true);
        audit::fixed_in(claim, subject);
      }
    }
  } catch (const Error& error) {
    if (error.code() != ExitCode::invalid || error.render().empty()) std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  try_reader([&] { return std::vector{audit::read_osv(text, "osv.json")}; });
  try_reader([&] { return audit::read_csaf(text, "csaf.json"); });
  return 0;
}
