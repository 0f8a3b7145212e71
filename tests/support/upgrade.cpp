// SPDX-License-Identifier: GPL-3.0-or-later
// rpmworks-test-upgrade ARCH CACHE BASE NOW BEFORE: the commands that lead clients of the repository BASE
// from the packages of the repository BEFORE to those of NOW, one a line: "KIND PACKAGE…". Other lines:
// "system PACKAGE…" begins another system, "stuck PACKAGE: WHY".
#include <cstdio>
#include <iostream>

#include "core/error.hpp"
#include "core/events.hpp"
#include "core/text.hpp"
#include "solve/upgrade/upgrade.hpp"

using namespace rpmworks;

namespace {

upstream::Metadata metadata_of(const std::string& name, const std::string& url, const fs::path& cache) {
  return upstream::Repository::open({.name = name, .baseurl = url}, {}, cache, Reporter::silent()).metadata();
}

const char* name_of(solve::UpgradeCommand::Kind kind) {
  using Kind = solve::UpgradeCommand::Kind;
  switch (kind) {
    case Kind::upgrade:
      return "upgrade";
    case Kind::distro_sync:
      return "distro-sync";
    case Kind::reinstall:
      return "reinstall";
    case Kind::swap:
      return "swap";
    case Kind::remove:
      return "remove";
    case Kind::install:
      return "install";
  }
  return "";
}

void run(char** arguments) {
  const fs::path cache = arguments[2];
  solve::UpgradeRequest request{.arch = arguments[1]};
  request.base.available = {metadata_of("base", arguments[3], cache)};
  request.release = {.release = "now", .sections = {metadata_of("now", arguments[4], cache)}};
  request.earlier = {{.release = "before", .sections = {metadata_of("before", arguments[5], cache)}}};
  for (const auto& path : solve::upgrade_paths(request, 1)) {
    for (const auto& system : path.systems) {
      std::cout << "system";
      for (const auto& package : system.with) std::cout << ' ' << package.str();
      std::cout << '\n';
      for (const auto& command : system.commands)
        std::cout << name_of(command.kind) << (command.packages.empty() ? "" : " ")
                  << join(command.packages, " ") << '\n';
      for (const auto& stuck : system.stuck)
        std::cout << "stuck " << stuck.package.str() << ": " << join(stuck.explanation, " | ") << '\n';
    }
  }
}

}  // namespace

int main(int argc, char** argv) try {
  if (argc != 6) {
    std::fputs("usage: rpmworks-test-upgrade ARCH CACHE BASE NOW BEFORE\n", stderr);
    return 2;
  }
  run(argv);
  return 0;
} catch (const Error& error) {
  std::fputs(error.render().c_str(), stderr);
  return static_cast<int>(error.code());
}
