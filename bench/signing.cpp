// SPDX-License-Identifier: GPL-3.0-or-later
// rpmworks-bench-signing STORE HOME FOLDER: puts the packages in FOLDER into STORE.
// rpmworks-bench-signing STORE HOME: signs the packages in STORE with the only key in HOME, as a compose
// does.
#include <algorithm>
#include <cstdio>

#include "core/error.hpp"
#include "sign/signer.hpp"

using namespace rpmworks;

namespace {

std::string digests_of(store::Store& store, const fs::path& folder) {
  std::string digests;
  for (const auto& entry : fs::directory_iterator(folder))
    if (entry.path().extension() == ".rpm") digests += store.put_file(entry.path()) + "\n";
  return digests;
}

int sign_packages(store::Store& store, const fs::path& home, const fs::path& tmp) {
  std::vector<std::string> digests;
  const std::string list = read_file(store.folder() / "unsigned");
  for (size_t at = 0; at < list.size(); at += 65) digests.push_back(list.substr(at, 64));
  const auto signer = sign::gpg_signer({.name = "bench", .homedir = home}, tmp);
  sign::warn_of_random_signatures(*signer, store, Reporter::silent());
  const auto made = sign::sign_all(digests, {.signers = {signer.get()}}, store, tmp, Reporter::silent());
  return std::ranges::count(made, "") == 0 ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) try {
  if (argc != 3 && argc != 4) {
    std::fputs("usage: rpmworks-bench-signing STORE HOME [FOLDER]\n", stderr);
    return 2;
  }
  store::Store store(argv[1]);
  if (argc == 3) return sign_packages(store, argv[2], fs::path(argv[1]) / "bench-tmp");
  const std::string digests = digests_of(store, argv[3]);
  replace_file(store.folder() / "unsigned", digests);
  return 0;
} catch (const Error& error) {
  std::fputs(error.render().c_str(), stderr);
  return static_cast<int>(error.code());
}
