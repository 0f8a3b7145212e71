// SPDX-License-Identifier: GPL-3.0-or-later
#include "rpm/spec.hpp"

#include <fmt/format.h>
#include <rpm/header.h>
#include <rpm/rpmbuild.h>
#include <rpm/rpmlib.h>
#include <rpm/rpmmacro.h>
#include <rpm/rpmtag.h>
#include <rpm/rpmtd.h>
#include <rpm/rpmts.h>

#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/lsan_interface.h>
#endif

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <set>
#include <sstream>
#include <tuple>

#include "core/handle.hpp"
#include "core/text.hpp"
#include "rpm/reader.hpp"
#include "rpm/scriptlets.hpp"
#include "rpm/spec_checks.hpp"
#include "rpm/spec_parser.hpp"
#include "rpm/spec_session.hpp"

namespace rpmworks::rpm {

namespace {

using SpecHandle = Owned<std::remove_pointer_t<rpmSpec>, rpmSpecFree>;

std::vector<SpecSource> sources_of(rpmSpec spec, const SourceLines& lines) {
  std::vector<SpecSource> sources;
  rpmSpecSrcIter each = rpmSpecSrcIterInit(spec);
  while (rpmSpecSrc source = rpmSpecSrcIterNext(each)) {
    const rpmSourceFlags flags = rpmSpecSrcFlags(source);
    SpecSource found;
    found.kind = (flags & RPMBUILD_ISPATCH) ? SpecSource::Kind::patch : SpecSource::Kind::source;
    found.number = rpmSpecSrcNum(source);
    found.value = rpmSpecSrcFilename(source, 1);
    found.file = rpmSpecSrcFilename(source, 0);
    found.line = lines.find(found.kind, found.number, found.value);
    found.no_source = (flags & RPMBUILD_ISNO) != 0;
    sources.push_back(std::move(found));
  }
  rpmSpecSrcIterFree(each);
  // librpm returns them in reverse order.
  std::sort(sources.begin(), sources.end(), [](const SpecSource& a, const SpecSource& b) {
    return std::tie(a.kind, a.number) < std::tie(b.kind, b.number);
  });
  return sources;
}

// librpm omits the heading that ends %prep from the expanded spec (seen with rpm 4.18). Only a spec with
// nothing between %prep and %files has %files there. Returns that heading, with macros expanded, or "".
std::string files_after_prep(const std::string& text) {
  static const std::set<std::string> k_headings = {"%package",  "%description", "%generate_buildrequires",
                                                   "%conf",     "%build",       "%install",
                                                   "%check",    "%clean",       "%pre",
                                                   "%post",     "%preun",       "%postun",
                                                   "%changelog"};
  bool in_prep = false;
  for (const std::string& line : split(text, '\n')) {
    std::string word;
    std::istringstream(line) >> word;
    if (word == "%prep") in_prep = true;
    if (in_prep && k_headings.contains(word)) return {};
    if (!in_prep || word != "%files") continue;
    std::unique_ptr<char, decltype(&std::free)> heading(
        rpmExpand(line.substr(line.find(word) + word.size()).c_str(), nullptr), &std::free);
    return word + heading.get();
  }
  return {};
}

// The packages with %files: only they are built. librpm's list of files does not distinguish an empty %files
// from a missing one, so the headings are read from the expanded spec: "%files", "%files devel", "%files -n
// other -f list".
std::set<std::string> packages_with_files(rpmSpec spec, const std::string& main_name,
                                          const std::string& text) {
  std::set<std::string> names;
  const char* const expanded = rpmSpecGetSection(spec, RPMBUILD_NONE);
  std::vector<std::string> lines = split(expanded ? expanded : "", '\n');
  lines.push_back(files_after_prep(text));
  for (const std::string& line : lines) {
    std::istringstream words(line);
    std::string word;
    if (!(words >> word) || word != "%files") continue;
    std::string name = main_name;
    while (words >> word) {
      if (word == "-f") {
        words >> word;
      } else if (word == "-n") {
        words >> name;
      } else {
        name = main_name + "-" + word;
      }
    }
    names.insert(name);
  }
  return names;
}

std::map<std::string, std::vector<std::string>> dependencies_of(Header header) {
  std::map<std::string, std::vector<std::string>> dependencies;
  for (const auto& [tag, value] : {std::pair("Requires", RPMTAG_REQUIRENEVRS),
                                   {"Conflicts", RPMTAG_CONFLICTNEVRS},
                                   {"Obsoletes", RPMTAG_OBSOLETENEVRS},
                                   {"Recommends", RPMTAG_RECOMMENDNEVRS},
                                   {"Suggests", RPMTAG_SUGGESTNEVRS},
                                   {"Supplements", RPMTAG_SUPPLEMENTNEVRS},
                                   {"Enhances", RPMTAG_ENHANCENEVRS}})
    if (auto found = texts_of(header, value); !found.empty()) dependencies[tag] = std::move(found);
  return dependencies;
}

std::vector<SpecPackage> packages_of(rpmSpec spec, const std::string& main_name, const std::string& text) {
  const std::set<std::string> built = packages_with_files(spec, main_name, text);
  std::vector<SpecPackage> packages;
  rpmSpecPkgIter each = rpmSpecPkgIterInit(spec);
  while (rpmSpecPkg package = rpmSpecPkgIterNext(each)) {
    const Header header = rpmSpecPkgHeader(package);
    if (!built.contains(text_of(header, RPMTAG_NAME))) continue;
    packages.push_back({{text_of(header, RPMTAG_NAME), evr_of(header), text_of(header, RPMTAG_ARCH)},
                        texts_of(header, RPMTAG_PROVIDENEVRS),
                        dependencies_of(header),
                        scriptlets_of(header)});
  }
  rpmSpecPkgIterFree(each);
  return packages;
}

int64_t changelog_time(Header header) {
  rpmtd_s times{};
  if (!headerGet(header, RPMTAG_CHANGELOGTIME, &times, HEADERGET_MINMEM)) return 0;
  const uint64_t newest = rpmtdNext(&times) >= 0 ? rpmtdGetNumber(&times) : 0;
  rpmtdFreeData(&times);
  return static_cast<int64_t>(newest);
}

#ifdef __SANITIZE_ADDRESS__
using RpmLeaks = __lsan::ScopedDisabler;  // rpmSpecParse leaks a few bytes for each spec that it rejects
#else
struct RpmLeaks {};
#endif

SpecHandle parse(const fs::path& file, rpmSpecFlags flags, const SpecSession& session) {
  // read_file distinguishes a missing file from one that does not parse.
  read_file(file);
  SpecHandle spec = [&] {
    [[maybe_unused]] const RpmLeaks ignored;
    return SpecHandle(rpmSpecParse(file.c_str(), flags, nullptr));
  }();
  if (!spec) throw spec_error(file, "the spec does not parse", session.messages());
  return spec;
}

template <typename Check>
void thrown_or_told(std::vector<std::string>* doubts, Check&& check) {
  try {
    check();
  } catch (const Error& error) {
    if (!doubts || error.code() != ExitCode::invalid) throw;
    const int line = error.where() ? error.where()->line : 0;
    doubts->push_back(line > 0 ? fmt::format("line {}: {}", line, error.what()) : error.what());
  }
}

// The data of a parsed spec. Throws if the spec is unusable although rpm accepts it.
SpecInfo info_of(const SpecHandle& spec, const fs::path& file, const SpecSession& session,
                 std::vector<std::string>* doubts) {
  const HeaderHandle header(headerLink(rpmSpecSourceHeader(spec.get())));
  SpecInfo info;
  info.name = text_of(header.get(), RPMTAG_NAME);
  info.evr = evr_of(header.get());
  const std::string text = read_file(file);
  info.sources = sources_of(spec.get(), SourceLines(text));
  const char* const prep = rpmSpecGetSection(spec.get(), RPMBUILD_PREP);
  info.prep = prep ? prep : "";
  info.build_requires = requirements_of(header.get());
  info.build_conflicts = texts_of(header.get(), RPMTAG_CONFLICTNEVRS);
  info.packages = packages_of(spec.get(), info.name, text);
  info.exclusive_arch = texts_of(header.get(), RPMTAG_EXCLUSIVEARCH);
  info.exclude_arch = texts_of(header.get(), RPMTAG_EXCLUDEARCH);
  info.build_arch = texts_of(header.get(), RPMTAG_BUILDARCHS);
  info.changelog_time = changelog_time(header.get());
  info.warnings = unknown_architectures(text);
  for (const auto& message : session.messages()) info.warnings.push_back(message.text);
  thrown_or_told(doubts, [&] { require_known_macros(spec.get(), info.sources, file); });
  thrown_or_told(doubts, [&] { require_metadata_characters(spec.get(), file); });
  if (doubts)  // nothing is known about a package without a name
    std::erase_if(info.packages, [](const SpecPackage& package) {
      return package.nevra.str().find('%') != std::string::npos;
    });
  return info;
}

void put_expanded(const SpecHandle& spec, std::string* expanded) {
  const char* const text = expanded ? rpmSpecGetSection(spec.get(), RPMBUILD_NONE) : nullptr;
  if (text) *expanded = text;
}

}  // namespace

SpecInfo parse_spec(const fs::path& file, const Macros& macros, const std::string& target,
                    const SpecReading& reading) {
  const SpecSession session(macros, target);
  const SpecHandle spec = parse(file, RPMSPEC_ANYARCH | RPMSPEC_FORCE, session);
  put_expanded(spec, reading.expanded);
  return info_of(spec, file, session, reading.doubts);
}

SpecInfo parse_spec(const fs::path& file, const Macros& macros, const std::string& target) {
  return parse_spec(file, macros, target, {});
}

void write_source_package(const fs::path& file, const Macros& macros, const std::string& target) {
  write_source_package(file, macros, target, {});
}

SpecInfo write_source_package(const fs::path& file, const Macros& macros, const std::string& target,
                              const SpecReading& reading) {
  const SpecSession session(macros, target);
  const SpecHandle spec = parse(file, RPMSPEC_ANYARCH, session);
  put_expanded(spec, reading.expanded);
  SpecInfo info = info_of(spec, file, session, reading.doubts);
  const Transaction transaction(rpmtsCreate());
  rpmtsSetRootDir(transaction.get(), "/");
  rpmBuildArguments_s arguments{};
  arguments.buildAmount = RPMBUILD_PACKAGESOURCE;
  arguments.rootdir = rpmtsRootDir(transaction.get());
  if (reading.said) *reading.said = info;
  if (rpmSpecBuild(transaction.get(), spec.get(), &arguments) != 0)
    throw spec_error(file, "the source package cannot be written", session.messages());
  return info;
}

}  // namespace rpmworks::rpm
