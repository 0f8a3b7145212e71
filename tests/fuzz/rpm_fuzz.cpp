// SPDX-License-Identifier: GPL-3.0-or-later
// For any bytes as keys, detached signatures or a package: nothing is verified without a key, and there is no
// crash and no exception but Error(invalid).
#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "core/error.hpp"
#include "core/files.hpp"
#include "rpm/contents.hpp"
#include "rpm/key_facts.hpp"
#include "rpm/openpgp.hpp"
#include "rpm/package.hpp"

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
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  static const rpm::Keyring keyring;
  require(keyring.verify_detached("data", bytes).trust != rpm::Trust::good);
  read([&] {
    for (const std::string& block : rpm::unarmour(bytes)) rpm::read_all_certificates(block);
  });
  read([&] { rpm::read_all_certificates(bytes); });
  read([&] { rpm::key_facts(bytes); });
  const FileDescriptor file(::memfd_create("package", MFD_CLOEXEC));
  write_all(file, bytes, "package");
  const std::string path = "/proc/self/fd/" + std::to_string(file.get());
  require(keyring.verify(path).trust != rpm::Trust::good);
  read([&] { rpm::read_package(path); });
  read([&] { rpm::read_contents(path); });
  return 0;
}
