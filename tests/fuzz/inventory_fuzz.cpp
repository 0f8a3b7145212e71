// SPDX-License-Identifier: GPL-3.0-or-later
// For any bytes as a file that is a place (a manifest, a lock, a package, an rpm database), reading returns
// an inventory or throws Error(invalid), which says why; and the end of a package's header is known or not,
// without reading beyond the bytes.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "core/error.hpp"
#include "core/files.hpp"
#include "inventory/inventory.hpp"
#include "inventory/remote_release.hpp"

using namespace rpmworks;

namespace {

void read(const fs::path& place, const fs::path& cache) {
  try {
    inventory::read(place.string(),
                    {.find_workspace = [] { return nullptr; }, .cache = cache, .tool = "fuzz", .jobs = 1},
                    Reporter::silent());
  } catch (const Error& error) {
    if (error.code() != ExitCode::invalid || error.render().empty()) std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  inventory::end_of_header(text);
  const TempDir folder(fs::temp_directory_path(), "fuzz-");
  for (const char* name : {"place", "rpmdb.sqlite"}) {
    write_new_file(folder.path() / name, text);
    read(folder.path() / name, folder.path() / "cache");
  }
  return 0;
}
