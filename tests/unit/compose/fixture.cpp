// SPDX-License-Identifier: GPL-3.0-or-later
#include "unit/compose/fixture.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "buildroot/listing.hpp"
#include "core/digest.hpp"
#include "core/error.hpp"
#include "core/text.hpp"

namespace rpmworks::test {

const Made& made() {
  static const Made once;
  return once;
}

Product::Product()
    : workspace{.root = folder.path(),
                .cache = folder.path() / "cache",
                .store_folder = folder.path() / "store"},
      store(workspace.store_folder) {
  make_folders(workspace.tmp());
  config.file = folder.path() / "repos.yaml";
  config.sha256 = std::string(64, 'c');
  config.product = "greetings";
  config.keys["acme"] = {.name = "acme",
                         .fingerprint = made().key.fingerprint(),
                         .homedir = made().key.homedir(),
                         .public_key = made().key.public_key()};
  config.targets["el9"] = {.name = "el9", .arch = "x86_64", .dist = ".el9"};
  config.sections = {{.path = "packages", .from = config::Section::From::builds, .sign = "acme"},
                     {.path = "sources", .from = config::Section::From::srpms, .sign = "acme"}};
  inputs.release = "1.0.0";
  add("greet", made().greet);
  add("greeter", made().greeter);
}

compose::Environment Product::environment(Reporter& reporter) {
  return environment(layout::Targets(target()), reporter);
}

compose::Environment Product::environment(layout::Targets targets, Reporter& reporter) {
  return {.config = config,
          .targets = std::move(targets),
          .workspace = workspace,
          .store = store,
          .reporter = reporter};
}

void Product::add(const std::string& name, const BuiltPackage& built, const std::string& section,
                  const std::string& target) {
  config.packages[name] = {
      .name = name, .git = "https://user:secret@git.example.org/" + name + ".git", .section = section};
  srpm::Srpm srpm;
  srpm.name = name;
  srpm.sha256 = store.put_file(built.source);
  srpm.path = store.blob(srpm.sha256);
  srpm.nevra = rpm::read_package(built.source).nevra;
  srpm.git_url = config.packages[name].git;
  srpm.ref = "v1";
  srpm.commit = std::string(40, 'a');
  srpm.commit_time = 1700000000;
  engine::BuildResult build{.name = name,
                            .target = target,
                            .engine = "builtin",
                            .srpm_sha256 = srpm.sha256,
                            .buildroot_sha256 = std::string(64, 'b')};
  build.buildroot_listing = store.put_bytes(
      buildroot::buildroot_json(std::vector<std::string>{"bash-5-1.x86_64"}, build.buildroot_sha256));
  engine::Artifact artifact;
  artifact.file_name = built.binary.filename();
  artifact.sha256 = store.put_file(built.binary);
  artifact.path = store.blob(artifact.sha256);
  artifact.package = rpm::read_package(built.binary);
  build.packages = {artifact};
  inputs.srpms.push_back(srpm);
  inputs.builds.push_back(build);
}

compose::Composed Product::compose(bool replace) {
  return compose::compose(inputs, environment(), replace);
}

std::string contents(const fs::path& folder) {
  std::vector<std::string> lines;
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    lines.push_back(entry.path().lexically_relative(folder).string() + " " +
                    (entry.is_regular_file() ? digest_of_file(entry.path()) : "folder"));
  std::ranges::sort(lines);
  return join(lines, "\n");
}

}  // namespace rpmworks::test
