// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include "core/digest.hpp"
#include "core/error.hpp"
#include "core/text.hpp"
#include "inside/paths.hpp"
#include "spec/name_checks.hpp"
#include "spec/printed_warnings.hpp"
#include "spec/runner.hpp"
#include "srpm/record.hpp"
#include "srpm/srpm.hpp"

namespace rpmworks::srpm {

namespace {

std::string key_of(const std::string& sha256, const rpm::Macros& macros, const std::string& arch) {
  Digest digest;
  digest.field("adopted 4").field(k_recipe).field(rpm::rpm_version()).field(rpm::macro_files_sha256());
  digest.field(sha256).field(arch);
  for (const auto& [name, value] : macros) digest.field(name).field(value);
  return digest.hex();
}

void check_sum(const fs::path& file, const std::string& actual, const std::string& expected) {
  if (expected.empty() || actual == expected) return;
  throw Error(ExitCode::trust, fmt::format("{} is not the requested file", file.string()))
      .note("sha256 expected: " + expected)
      .note("sha256 of the file: " + actual)
      .hint("fetch it again; if the new file is the right one, write its checksum into repos.yaml");
}

// Fills in what the package's header recorded when its spec was parsed where the package was made.
void take_from_header(rpm::SpecInfo& info, const rpm::SourcePackage& package) {
  info.build_requires = package.build_requires;
  info.build_conflicts = package.build_conflicts;
  info.build_arch = package.build_arch;
  info.exclusive_arch = package.exclusive_arch;
  info.exclude_arch = package.exclude_arch;
}

// The spec as parsed here, or the data of the header if it does not parse.
rpm::SpecInfo info_of(inside::Answer answer) {
  rpm::SpecInfo info;
  if (answer.unparsable_spec.empty()) {
    info = std::move(answer.spec);
    for (const auto& line : spec::printed_warnings(answer.printed, "")) info.warnings.push_back(line);
    if (answer.doubts.empty()) return info;
    take_from_header(info, answer.package);
    for (const auto& doubt : answer.doubts)
      info.warnings.push_back(
          "BuildRequires, BuildConflicts and architectures are taken from the package's header, because "
          "here " +
          doubt);
    return info;
  }
  info.name = answer.package.nevra.name;
  info.evr = answer.package.nevra.evr;
  take_from_header(info, answer.package);
  info.warnings = {
      "the spec does not parse here, so BuildRequires, BuildConflicts and architectures are taken from the "
      "package's header, and the packages it makes are unknown until it is built: " +
      std::string(trim(answer.unparsable_spec))};
  return info;
}

Srpm read(const fs::path& file, const Given& given, const fs::path& tmp) {
  const TempDir folder(tmp, "srpm-");
  const spec::SandboxPaths paths{
      .sources = folder.path(), .writes_sources = true, .package = fs::absolute(file)};
  rpm::Macros all = given.macros;
  all["_topdir"] = inside::top.string();
  all["_sourcedir"] = all["_specdir"] = inside::sources.string();
  const inside::Answer answer = spec::ask(paths,
                                          {.action = inside::Query::Action::unpack,
                                           .file = (inside::package / file.filename()).string(),
                                           .macros = all,
                                           .target = given.arch + "-linux"},
                                          given.bounds);
  Srpm srpm;
  srpm.nevra = answer.package.nevra;
  spec::check_names(srpm.nevra.name, srpm.nevra.evr, file.filename().string());
  if (const std::string& unfit = answer.package.unfit_for_metadata; !unfit.empty())
    throw Error(ExitCode::invalid, fmt::format("{}, which repository metadata cannot contain", unfit))
        .at({.file = file.filename().string()})
        .hint(
            "import the package (rpmworks import), remove the character from its spec, and package the "
            "result");
  srpm.file_name = spec::source_file_name(srpm.nevra, answer.package.lacks_sources);
  srpm.commit_time = answer.package.build_time;
  srpm.spec = answer.package.spec_file;
  srpm.info = info_of(answer);
  return srpm;
}

}  // namespace

Srpm adopt(const Given& given, store::Store& store, const fs::path& tmp) {
  const fs::path& file = given.file;
  spec::require_file(file);
  const std::string actual = digest_of_file(file);
  check_sum(file, actual, given.sha256);
  const std::string key = key_of(actual, given.macros, given.arch);
  auto srpm = recorded(store, key);
  if (!srpm) {
    // Work on a copy: the owner may change the original, and the store must hold the bytes that were checked.
    store::StagedBlob staged = store.stage(file);
    check_sum(file, staged.sha256(), actual);
    const TempDir folder(tmp, "srpm-");
    const fs::path named = folder.path() / file.filename();
    link_or_copy(staged.file(), named);
    srpm = read(named, given, tmp);
    srpm->sha256 = store.put(std::move(staged));
    srpm->path = store.blob(srpm->sha256);
    put_record(store, key, *srpm);
  }
  srpm->name = given.name.empty() ? srpm->nevra.name : given.name;
  return *srpm;
}

}  // namespace rpmworks::srpm
