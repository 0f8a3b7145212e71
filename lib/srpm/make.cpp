// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>
#include <sys/stat.h>

#include <regex>

#include "core/error.hpp"
#include "core/text.hpp"
#include "srpm/checked.hpp"
#include "srpm/inside.hpp"
#include "srpm/parse_view.hpp"
#include "srpm/record.hpp"
#include "srpm/sources.hpp"
#include "srpm/spec_finder.hpp"
#include "srpm/spec_runner.hpp"
#include "srpm/srpm.hpp"

namespace rpmworks::srpm {

namespace {

constexpr size_t k_largest_spec = 16UL << 20;
constexpr uint64_t k_room_for_header = 64UL << 20;

// The settings that make rpm write the same bytes from the same sources, whatever the time, folder, user and machine.
rpm::Macros macros_for(const Request& request, const std::string& spec) {
  rpm::Macros macros = request.macros;
  macros["_topdir"] = inside::top.string();
  macros["_sourcedir"] = inside::sources.string();
  macros["_srcrpmdir"] = inside::results.string();
  macros["_specdir"] = (inside::tree / folder_of(spec)).lexically_normal().string();
  macros["use_source_date_epoch_as_buildtime"] = "1";
  macros["clamp_mtime_to_source_date_epoch"] = "1";
  macros["source_date_epoch_from_changelog"] = "0";
  macros["_buildhost"] = "rpmworks";
  macros["_srcdefattr"] = "(0644,root,root)";
  macros["_smp_build_ncpus"] = "1";
  macros["_source_payload"] = request.payload;
  macros["_source_filedigest_algorithm"] = "8";  // SHA-256, which every client reads
  macros["_disable_source_fetch"] = "1";
  return macros;
}

std::string target_of(const Request& request) { return request.arch + "-linux"; }

bool uses(const std::string& text, const std::string& macro) {
  return text.find("%" + macro) != std::string::npos || text.find("%{" + macro) != std::string::npos ||
         text.find("%{?" + macro) != std::string::npos;
}

// What rpmautospec's macros say is not known where the source package is built again, so the spec in it carries the
// stand-ins itself, as rpmautospec's own source packages do.
std::string with_stand_ins(const std::string& text, const rpm::Macros& macros) {
  std::string prelude;
  for (const std::string definition : {rpm::k_autorelease, rpm::k_autochangelog}) {
    const std::string name = definition.substr(0, definition.find_first_of("( "));
    const bool is_given = macros.contains(name) || text.find("define " + name) != std::string::npos ||
                          text.find("global " + name) != std::string::npos;
    if (uses(text, name) && !is_given) prelude += "%define " + definition + "\n";
  }
  return prelude.empty() ? text : prelude + "\n" + text;
}

// The folders of one making: what the sandbox sees of the tree and the sources, and where the result comes.
struct Workplace {
  Workplace(const fs::path& tmp) : folder(tmp, "srpm-") {
    for (const auto& path : {tree(), sources(), results()}) make_folders(path);
  }
  fs::path tree() const { return folder.path() / "tree"; }
  fs::path sources() const { return folder.path() / "sources"; }
  fs::path results() const { return folder.path() / "results"; }
  TempDir folder;
};

std::string read_spec(const TreeFiles& tree, const std::string& spec) {
  const auto file = tree.find(spec);
  if (!file) throw Error(ExitCode::invalid, fmt::format("{} is no file", spec));
  std::string text = tree.read(*file);
  if (text.size() > k_largest_spec)
    throw Error(ExitCode::invalid, fmt::format("{} is too large for a spec ({})", spec, human_bytes(text.size())));
  return text;
}

// rpm says what is wrong; this says what to do about the kinds of it that real specs show.
std::string hint_for(const Error& error, const std::string& text) {
  const std::string what = error.what();
  std::smatch match;
  static const std::regex unknown_macro("Unknown tag: %\\{?[!?]*([A-Za-z_0-9]+)");
  if (std::regex_search(what, match, unknown_macro))
    return fmt::format(
        "%{0} is no macro of this machine's rpm: install the package that brings it, or define {0} in the target's "
        "`macros:`",
        match[1].str());
  if (what.find("Empty tag") != std::string::npos && text.find("git ") != std::string::npos)
    return "git cannot answer while a spec is parsed: it sees the files of the commit, not the repository";
  return {};
}

rpm::SpecInfo parse(const Workplace& place, const Query& query, const Room& room, const Request& request,
                    const std::string& text) {
  try {
    rpm::SpecInfo info = ask(room, query, request.bounds).spec;
    check_spec(info, query.file);
    return info;
  } catch (Error& error) {
    const std::string hint = hint_for(error, text);
    if (!hint.empty() && error.hint().empty()) std::move(error).hint(hint);
    throw;
  }
  (void)place;
}

// The one source package that must have come out; it was written by what the spec runs, so it is looked at with care.
fs::path result_in(const fs::path& folder, const std::string& expected, const std::string& spec) {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder)) names.push_back(entry.path().filename().string());
  struct stat status {};
  const fs::path file = folder / expected;
  if (names.size() == 1 && names[0] == expected && ::lstat(file.c_str(), &status) == 0 && S_ISREG(status.st_mode) &&
      status.st_nlink == 1)
    return file;
  throw Error(ExitCode::invalid, fmt::format("rpm wrote {} instead of {}",
                                             names.empty() ? "no source package" : join(names, ", "), expected))
      .at({.file = spec})
      .hint("the spec must say the same each time it is parsed");
}

}  // namespace

Srpm make(const git::Repository& repository, const std::string& url, const Request& request, store::Store& store,
          const fs::path& tmp, Reporter& reporter) {
  const git::Commit commit = repository.resolve(request.ref);
  const std::string key = key_of(commit, request);
  const auto finished = [&](Srpm srpm) {
    srpm.name = request.name.empty() ? srpm.nevra.name : request.name;
    srpm.git_url = url;
    srpm.ref = request.ref;
    return srpm;
  };
  if (auto known = recorded(store, key)) return finished(std::move(*known));

  Activity activity(reporter, "packing", request.name.empty() ? url : request.name);
  const TreeFiles tree(repository, commit);
  const std::string spec = choose_spec(tree, request);
  const std::string text = read_spec(tree, spec);
  const Workplace place(tmp);
  lay_out(tree, sight_of(text, spec, tree, request.subdir), spec, request.subdir, place.tree(), place.sources());
  write_below(place.tree(), spec, text);
  if (!request.subdir.empty()) make_folders(place.tree() / request.subdir);
  for (const auto& [name, content] : request.generated_sources) {
    fs::remove(place.sources() / name);
    write_below(place.sources(), name, content);
  }

  Room room{.tree = place.tree(), .sources = place.sources(), .folder = request.subdir, .epoch = commit.time};
  Query query{.action = Query::Action::parse,
              .file = (inside::tree / spec).string(),
              .macros = macros_for(request, spec),
              .target = target_of(request)};
  const rpm::SpecInfo info = parse(place, query, room, request, text);
  for (const auto& warning : info.warnings) reporter.warning(fmt::format("{}: {}", spec, warning));

  const uint64_t bytes =
      gather_sources({repository, commit, tree, request, spec, info, reporter}, place.sources());
  const std::string packaged = with_stand_ins(text, request.macros);
  const fs::path spec_file = place.tree() / spec;
  fs::remove(spec_file);
  write_below(place.tree(), spec, packaged);
  set_time(spec_file, commit.time);

  room.results = place.results();
  room.file_bytes = 2 * bytes + k_room_for_header;
  query.action = Query::Action::write;
  SpecBounds bounds = request.bounds;
  bounds.deadline += std::chrono::milliseconds(bytes >> 13);  // compressing, at 8 MB/s or better
  ask(room, query, bounds);

  Srpm srpm;
  srpm.nevra = {info.name, info.evr, "src"};
  const bool has_no_source = std::any_of(info.sources.begin(), info.sources.end(),
                                         [](const rpm::SpecSource& source) { return source.no_source; });
  srpm.file_name = fmt::format("{}-{}-{}.{}.rpm", info.name, info.evr.version, info.evr.release,
                               has_no_source ? "nosrc" : "src");
  srpm.sha256 = store.put_file(result_in(place.results(), srpm.file_name, spec));
  srpm.path = store.blob(srpm.sha256);
  srpm.commit = commit.id;
  srpm.commit_time = commit.time;
  srpm.spec = spec;
  srpm.info = info;
  put_record(store, key, srpm);
  activity.result(srpm.file_name);
  return finished(std::move(srpm));
}

}  // namespace rpmworks::srpm
