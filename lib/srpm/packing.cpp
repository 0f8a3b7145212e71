// SPDX-License-Identifier: GPL-3.0-or-later
#include "srpm/packing.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <utility>

#include "clients/limits.hpp"
#include "core/error.hpp"
#include "core/text.hpp"
#include "git/unified_diff.hpp"
#include "inside/paths.hpp"
#include "spec/hint.hpp"
#include "spec/name_checks.hpp"
#include "spec/parse_view.hpp"
#include "spec/patches.hpp"
#include "spec/printed_warnings.hpp"
#include "spec/text.hpp"
#include "srpm/dirty.hpp"
#include "srpm/patches.hpp"
#include "srpm/revision.hpp"
#include "srpm/spec_finder.hpp"

namespace rpmworks::srpm {

namespace {

constexpr size_t k_most_warnings = 3;
constexpr size_t k_largest_spec = 16UL << 20;

// Settings that make rpm write the same bytes from the same sources at any time, in any folder, for any user
// and machine.
rpm::Macros macros_for(const Request& request, const std::string& spec) {
  rpm::Macros macros = request.macros;
  macros["_topdir"] = inside::top.string();
  macros["_sourcedir"] = inside::sources.string();
  macros["_srcrpmdir"] = inside::results.string();
  // Folder names in a tree may contain '%'.
  macros["_specdir"] = spec::escape_macros((inside::tree / git::folder_of(spec)).lexically_normal().string());
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

std::string read_spec(const git::TreeFiles& tree, const std::string& spec) {
  const auto file = tree.find(spec);
  if (!file) throw Error(ExitCode::invalid, fmt::format("{} is not a file", spec));
  std::string text = tree.read(*file);
  if (text.size() > k_largest_spec)
    throw Error(ExitCode::invalid,
                fmt::format("{} is too large for a spec ({})", spec, human_bytes(text.size())));
  return text;
}

// The expected source package. The spec's commands could write to the folder, so the result is checked.
fs::path result_in(const fs::path& folder, const std::string& expected, const std::string& spec) {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder)) names.push_back(entry.path().filename().string());
  struct stat status {};
  const fs::path file = folder / expected;
  if (names.size() == 1 && names[0] == expected && ::lstat(file.c_str(), &status) == 0 &&
      S_ISREG(status.st_mode) && status.st_nlink == 1)
    return file;
  throw Error(ExitCode::invalid,
              fmt::format("rpm wrote {} instead of {}",
                          names.empty() ? "no source package" : join(names, ", "), expected))
      .at({.file = spec})
      .hint("the spec must give the same result each time it is parsed");
}

}  // namespace

Packing::WorkFolders::WorkFolders(const fs::path& tmp) : folder(tmp, "srpm-") {
  for (const auto& path : {tree(), sources(), results(), spec_folder(), members()}) make_folders(path);
}

Packing::Packing(const Origin& origin, CommitWithHistory packaged, const Request& request,
                 const Places& places, Reporter& reporter)
    : m_origin(origin),
      m_repository(origin.repository),
      m_commit(std::move(packaged.commit)),
      m_history(std::move(packaged.history)),
      m_request(request),
      m_places(places),
      m_reporter(reporter),
      m_fetched(places.fetched(), reporter),
      m_lfs(m_repository, m_commit, {.url = origin.url, .server = request.recipe.lfs}, m_fetched, reporter),
      m_tree(m_repository, m_commit),
      m_rules(gear::find_source_rules(m_tree, request.recipe, request.subdir)),
      m_spec(choose_spec(m_tree, request)),
      m_text(read_spec(m_tree, m_spec)),
      m_made(request.generated_sources),
      m_folders(places.tmp),
      m_sandbox_paths{.tree = m_folders.tree(),
                      .sources = m_folders.sources(),
                      .folder = request.subdir,
                      .epoch = m_commit.time,
                      .target = request.arch + "-linux"},
      m_query{.file = (inside::tree / m_spec).string(),
              .macros = macros_for(request, m_spec),
              .target = m_sandbox_paths.target} {}

void Packing::start_sandboxes() {
  make_folders(m_folders.tree() / m_request.subdir);
  m_parser.emplace(m_sandbox_paths, m_request.bounds);
  start_writer();
}

// A second parse writes the package. It sees only the spec and the package's sources, not the tree, like
// anyone who gets the package.
void Packing::start_writer() {
  const spec::SandboxPaths paths{.tree = m_folders.spec_folder(),
                                 .sources = m_folders.members(),
                                 .results = m_folders.results(),
                                 .without_tree = true,
                                 .epoch = m_commit.time,
                                 .target = m_query.target};
  m_writer.emplace(paths, m_request.bounds);
}

const rpm::SpecInfo& Packing::load_spec() {
  const std::string original = m_text;
  make_patches();
  if (!m_request.recipe.release.empty())
    m_text = spec::with_tag(m_text, "Release", m_request.recipe.release, m_spec);
  set_release_count();
  write_visible_files();
  parse();
  if (!m_patches.empty()) spec::require_applied_last(m_info, m_patches, m_spec);
  revise();
  if (m_request.dirty) mark_dirty();
  show_changes(original);
  pass_on_warnings();
  return m_info;
}

void Packing::prepare() {
  load_spec();
  clients::require_understood(m_info, m_spec, m_text, m_request.client,
                              [this](const std::string& text) { warn(text); });
  if (m_tree_access != spec::TreeAccess::none)
    for (const auto& entry : fs::directory_iterator(m_folders.sources()))
      m_present_sources.insert(entry.path().filename().string());
  std::optional<gear::Sources> by_rules;
  if (m_rules) {
    m_reporter.detail(fmt::format("{}: {} defines the sources", m_spec, m_rules->file));
    by_rules = gear::resolve_sources(*m_rules, m_tree, m_request.subdir, m_info);
  }
  m_archives = gather_sources({.repository = m_repository,
                               .commit = m_commit,
                               .archived = m_history.upstream ? *m_history.upstream : m_commit,
                               .made = m_made,
                               .request = m_request,
                               .spec = spec_in_tree(),
                               .spec_text = m_text,
                               .info = m_info,
                               .fetched = m_fetched,
                               .lfs = m_lfs,
                               .reporter = m_reporter,
                               .warn = [this](const std::string& text) { warn(text); },
                               .places = &m_places,
                               .gear = by_rules ? &*by_rules : nullptr,
                               .uses = [this](const std::string& path) { m_files_used.push_back(path); }},
                              m_folders.sources());
  if (m_history.upstream && m_archives.empty())
    throw Error(ExitCode::invalid,
                fmt::format("the source is not made from the tree of {}, so its patches would not "
                            "fit",
                            m_request.recipe.upstream))
        .at({.file = m_spec})
        .hint("the first source must be a tar archive that is neither in the tree nor under `sources:`");
}

Srpm Packing::finish() {
  write();
  return result();
}

spec::SpecInTree Packing::spec_in_tree() const {
  return {.tree = m_tree, .path = m_spec, .root = m_request.subdir};
}

void Packing::make_patches() {
  if (!m_history.upstream) return;
  PatchedSpec made = add_commit_patches(m_text, spec_in_tree(), *m_history.upstream, m_reporter);
  m_text = std::move(made.spec_text);
  m_made.merge(made.files);
  m_patches = std::move(made.names);
}

void Packing::write_visible_files() {
  const spec::SpecInTree packaged = spec_in_tree();
  m_tree_access = spec::tree_access_of(m_text, packaged);
  spec::write_visible_files(packaged, m_tree_access, m_folders.tree(), m_folders.sources());
  write_spec(m_text);
  make_folders(m_folders.tree() / m_request.subdir);
  if (m_rules && m_tree_access != spec::TreeAccess::none)
    for (const auto& [name, file] : gear::copied_files(*m_rules, m_tree, m_request.subdir)) {
      fs::remove(m_folders.sources() / name);
      spec::write_below(m_folders.sources(), name, m_tree.read(file));
    }
  for (const auto& [name, content] : m_made) {
    fs::remove(m_folders.sources() / name);
    spec::write_below(m_folders.sources(), name, content);
  }
}

void Packing::write_spec(const std::string& text) {
  fs::remove(m_folders.tree() / m_spec);
  spec::write_below(m_folders.tree(), m_spec, text);
}

void Packing::parse() {
  m_query.action = inside::Query::Action::parse;
  m_query.with_expanded = m_tree_access != spec::TreeAccess::none;
  m_has_answer = false;
  try {
    if (!m_parser) m_parser.emplace(m_sandbox_paths, m_request.bounds);
    inside::Answer answer =
        std::exchange(m_parser, std::nullopt)->ask_keeping_error(m_query, m_request.bounds);
    m_has_answer = true;
    if (answer.error) throw std::move(*answer.error);
    m_info = std::move(answer.spec);
    m_expanded = std::move(answer.expanded);
    m_printed = spec::printed_warnings(answer.printed, m_text);
  } catch (Error& error) {
    // An interrupt, or a sandbox that cannot start, is not the spec's fault.
    if (error.code() == ExitCode::invalid && error.hint().empty())
      std::move(error).hint(spec::hint_for_spec(error, m_text));
    throw;
  }
  spec::check_names(m_info.name, m_info.evr, m_spec, m_text);
}

// Sets version and changelog in the copy of the spec, and checks that rpm reads them back.
void Packing::revise() {
  const Revision revision =
      revise_spec({.repository = m_repository,
                   .history = m_history,
                   .request = m_request,
                   .spec = m_spec,
                   .text = m_text,
                   .info = m_info,
                   .evr_at = [this](const ReleaseTag& release) { return evr_at(release); },
                   .warn = [this](const std::string& text) { warn(text); },
                   .reporter = m_reporter});
  if (revision.text == m_text) return;
  m_text = revision.text;
  write_spec(m_text);
  parse();
  if (m_info.evr.str() != revision.evr.str())
    throw Error(ExitCode::invalid, fmt::format("the spec gives {} although its tags were set to {}",
                                               m_info.evr.str(), revision.evr.str()))
        .at({.file = m_spec})
        .hint(
            "write Version: and Release: as plain lines of the preamble, and remove macros that set them "
            "again");
}

void Packing::mark_dirty() {
  m_text = with_dirty_release(m_text);
  write_spec(m_text);
  parse();
  require_dirty_release(m_info.evr, m_spec);
}

void Packing::show_changes(const std::string& original) const {
  for (const auto& line : split(git::unified_diff(original, m_text, m_spec), '\n'))
    if (!line.empty()) m_reporter.detail(line);
}

void Packing::warn(const std::string& text) {
  m_reporter.warning(text);
  m_warnings.push_back(text);
}

// Old changelogs cause a warning per entry; show only the first ones.
void Packing::pass_on_warnings() {
  for (const auto& printed : m_printed) warn(fmt::format("{}: {}", m_spec, printed));
  const size_t shown = std::min(m_info.warnings.size(), k_most_warnings);
  for (size_t i = 0; i < m_info.warnings.size(); ++i) {
    const std::string text = fmt::format("{}: {}", m_spec, m_info.warnings[i]);
    i < shown ? warn(text) : m_reporter.detail(text);
  }
  if (m_info.warnings.size() > shown)
    warn(fmt::format("{}: {} more warnings by rpm", m_spec, m_info.warnings.size() - shown));
}

Srpm Packing::result() const {
  const bool lacks_sources = std::any_of(m_info.sources.begin(), m_info.sources.end(),
                                         [](const rpm::SpecSource& source) { return source.no_source; });
  Srpm srpm;
  srpm.nevra = {m_info.name, m_info.evr, "src"};
  srpm.file_name = spec::source_file_name(srpm.nevra, lacks_sources);
  const fs::path written = result_in(m_folders.results(), srpm.file_name, m_spec);
  clients::require_readable(written, m_spec, m_request.client);
  srpm.sha256 = m_places.store.put_file(written);
  srpm.path = m_places.store.blob(srpm.sha256);
  srpm.commit = m_commit.id;
  srpm.commit_time = m_commit.time;
  srpm.spec = m_spec;
  srpm.info = m_info;
  srpm.warnings = m_warnings;
  return srpm;
}

}  // namespace rpmworks::srpm
