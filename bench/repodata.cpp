// SPDX-License-Identifier: GPL-3.0-or-later
// rpmworks-bench-repodata FOLDER [STORE]: writes FOLDER/repodata for the packages in FOLDER. With STORE,
// takes the digests of packages that it saw before from STORE/digests, as a release has them from its
// manifest, and keeps the metadata in STORE.
#include <cstdio>
#include <fstream>
#include <unordered_map>

#include "core/digest.hpp"
#include "core/error.hpp"
#include "core/pool.hpp"
#include "core/threads.hpp"
#include "repodata/repodata.hpp"

using namespace rpmworks;

namespace {

int run(const fs::path& folder, const fs::path& place) {
  std::unordered_map<std::string, std::string> known;
  std::ifstream list(place / "digests");
  for (std::string sha256, name; list >> sha256 >> name;) known.emplace(std::move(name), std::move(sha256));
  std::vector<repodata::PackageFile> files;
  for (const auto& entry : fs::directory_iterator(folder)) {
    std::string name = entry.path().filename();
    if (!name.ends_with(".rpm")) continue;
    const auto found = known.find(name);
    files.push_back(
        {.path = std::move(name), .sha256 = found == known.end() ? "" : std::move(found->second)});
  }
  remove_tree(folder / "repodata");
  store::Store store(place);
  if (place.empty()) {
    repodata::write(folder, files, {.timestamp = 1, .threads = thread_limit()});
    return 0;
  }
  parallel_for(files.size(), thread_limit(), [&](size_t i) {
    if (files[i].sha256.empty()) files[i].sha256 = digest_of_file(folder / files[i].path);
  });
  repodata::write(folder, files, {.timestamp = 1, .threads = thread_limit(), .store = &store});
  std::ofstream out(place / "digests");
  for (const auto& file : files) out << file.sha256 << ' ' << file.path.string() << '\n';
  return 0;
}

}  // namespace

int main(int argc, char** argv) try {
  if (argc != 2 && argc != 3) {
    std::fputs("usage: rpmworks-bench-repodata FOLDER [STORE]\n", stderr);
    return 2;
  }
  return run(argv[1], argc == 3 ? argv[2] : "");
} catch (const Error& error) {
  std::fputs(error.render().c_str(), stderr);
  return static_cast<int>(error.code());
}
