// SPDX-License-Identifier: GPL-3.0-or-later
// For any bytes, each reader of lock files returns a lock or throws Error(invalid): no crash, no other
// exception. What parse returns can be written and read again, and a lock merged with itself stays the same.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "lockfile/konflux.hpp"
#include "lockfile/lockfile.hpp"
#include "lockfile/pkgmanifest.hpp"

using namespace rpmworks;

namespace {

template <class Read>
void read(Read work) {
  try {
    work();
  } catch (const Error& error) {
    if (error.code() != ExitCode::invalid || error.render().empty()) std::abort();
  }
}

void require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  const lockfile::Place place{
      .target = "el9", .arch = "x86_64", .section = "deps/epel", .source_section = "deps/sources"};
  read([&] {
    const lockfile::Lock lock = lockfile::parse(text, "repos.lock");
    const std::string written = lockfile::to_text(lock);
    require(lockfile::to_text(lockfile::parse(written, "repos.lock")) == written);
    const lockfile::Merged merged = lockfile::merge(written, written, written);
    require(merged.text == written && !merged.has_conflicts);
  });
  read([&] {
    const lockfile::Imported imported = lockfile::from_pkgmanifest(text, "packages.yaml", place);
    lockfile::to_pkgmanifest(imported.lock, place.target, place.arch);
  });
  read([&] { lockfile::from_konflux(text, "rpms.lock.yaml", place); });
  return 0;
}
