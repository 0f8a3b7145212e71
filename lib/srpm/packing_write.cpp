// SPDX-License-Identifier: GPL-3.0-or-later
// Writing the package: rpm parses the spec again without its tree, with only the package's members, and the
// result must equal the parse in the tree.
#include <fmt/format.h>
#include <sys/statvfs.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "core/described.hpp"
#include "core/text.hpp"
#include "rpm/messages.hpp"
#include "rpm/stand_ins.hpp"
#include "spec/file_access_log.hpp"
#include "spec/without_tree.hpp"
#include "srpm/packing.hpp"

namespace rpmworks::srpm {

namespace {

constexpr uint64_t k_header_reserve = 64UL << 20;
// A package may need so much more than its sources.
constexpr uint64_t k_room_for_package = 1UL << 20;

// Whether rpm could not write the package because its disk is full. Commands of the spec can print anything,
// so the disk must really have too little room.
bool is_disk_full(const Error& error, const fs::path& results, uint64_t source_bytes) {
  const std::string text = fmt::format("{}\n{}", error.what(), join(error.notes(), "\n"));
  if (!full_disk_in(text) && text.find(rpm::k_payload_not_written) == std::string::npos) return false;
  struct statvfs info {};
  return ::statvfs(results.c_str(), &info) == 0 &&
         uint64_t{info.f_bavail} * info.f_frsize < source_bytes + k_room_for_package;
}

}  // namespace

void Packing::write_members() {
  for (const auto& source : m_info.sources) {
    const fs::path from = m_folders.sources() / source.file;
    const fs::path to = m_folders.members() / source.file;
    if (fs::exists(from) && !fs::exists(to)) link_or_copy(from, to);
  }
  spec::write_below(m_folders.spec_folder(), m_spec,
                    rpm::with_stand_ins(m_text, m_request.macros, m_release_number));
  spec::set_time(m_folders.spec_folder() / m_spec, m_commit.time);
}

void Packing::write() {
  write_members();
  uint64_t source_bytes = 0;
  for (const auto& entry : fs::directory_iterator(m_folders.members())) source_bytes += entry.file_size();
  m_query.action = inside::Query::Action::write;
  spec::Bounds bounds = m_request.bounds;
  bounds.file_bytes = 2 * source_bytes + k_header_reserve;
  bounds.deadline += std::chrono::milliseconds(source_bytes / spec::k_slowest_payload);
  if (!m_writer) start_writer();
  const inside::Answer packaged = m_writer->ask_keeping_error(m_query, bounds);
  // If the spec gives another package without its tree, it may fail only because it now names other sources.
  // Report the difference first: it is the cause.
  if (!packaged.spec.name.empty()) require_same_without_tree(packaged);
  if (!packaged.error) return require_same_without_no_source();
  if (is_disk_full(*packaged.error, m_folders.results(), source_bytes))
    throw with_advice(
        Error(ExitCode::failed,
              fmt::format("the source package of {} cannot be written: No space left on device", m_spec)),
        ENOSPC, m_folders.results());
  throw_without_tree(packaged);
}

// rpm also needs the files of NoSource to write a package, although the package does not contain them.
void Packing::require_same_without_no_source() {
  bool is_carried_whole = true;
  for (const auto& source : m_info.sources)
    if (source.no_source && fs::remove(m_folders.members() / source.file)) is_carried_whole = false;
  if (is_carried_whole || m_tree_access == spec::TreeAccess::none) return;
  m_query.action = inside::Query::Action::parse;
  const spec::SandboxPaths paths{.tree = m_folders.spec_folder(),
                                 .sources = m_folders.members(),
                                 .without_tree = true,
                                 .epoch = m_commit.time};
  const inside::Answer packaged =
      spec::Runner(paths, m_request.bounds).ask_keeping_error(m_query, m_request.bounds);
  if (packaged.error) throw_without_tree(packaged);
  require_same_without_tree(packaged);
}

// Throws the error of the parse without the tree; if the spec read files of the tree, the error names them.
void Packing::throw_without_tree(const inside::Answer& packaged) {
  const Error& error = *packaged.error;
  if (error.code() == ExitCode::invalid && m_tree_access != spec::TreeAccess::none)
    if (const spec::SecondParse second = parse_again(packaged); !second.read.empty())
      throw spec::without_tree_error(error.what(), second, m_info.sources, m_spec, m_text);
  throw error;
}

void Packing::require_same_without_tree(const inside::Answer& packaged) {
  const std::string different = spec::difference_without_tree(m_info, packaged.spec);
  const std::string other_text =
      different.empty() ? spec::expanded_difference(m_expanded, packaged.expanded) : "";
  if (different.empty() && other_text.empty()) return;
  const spec::SecondParse second = parse_again(packaged);
  if (!different.empty()) throw spec::without_tree_error(different, second, m_info.sources, m_spec, m_text);
  const std::string what = "the expanded spec has the line " + other_text;
  if (!second.read.empty()) throw spec::without_tree_error(what, second, m_info.sources, m_spec, m_text);
  warn(fmt::format("{}: in the source package the expanded spec has the line {}: {}", m_spec, other_text,
                   spec::explain_difference(second)));
}

spec::SecondParse Packing::parse_again(const inside::Answer& packaged) {
  spec::FileAccessLog in_tree(m_folders.tree());
  spec::FileAccessLog in_sources(m_folders.sources());
  m_query.action = inside::Query::Action::parse;
  const inside::Answer again =
      spec::Runner(m_sandbox_paths, m_request.bounds).ask_keeping_error(m_query, m_request.bounds);
  spec::SecondParse second;
  const auto is_same = [&](const rpm::SpecInfo& info, const std::string& expanded) {
    return !again.error && spec::difference_without_tree(info, again.spec).empty() &&
           spec::expanded_difference(expanded, again.expanded).empty();
  };
  if (is_same(m_info, m_expanded))
    second.says = spec::SecondParse::Says::same_in_tree;
  else if (is_same(packaged.spec, packaged.expanded))
    second.says = spec::SecondParse::Says::same_without_tree;
  if (m_tree_access == spec::TreeAccess::none) return second;
  for (const auto& file : in_tree.opened_files())
    if (file != m_spec) second.read.insert(file);
  for (const auto& name : in_sources.opened_files()) {
    if (fs::exists(m_folders.members() / name)) continue;
    for (const auto& folder : spec::source_folders(m_spec, m_request.subdir))
      if (m_tree.find(git::below(folder, name))) {
        second.read.insert(git::below(folder, name));
        break;
      }
  }
  const bool may_ask =
      std::ranges::any_of(std::array{"SOURCE", "PATCH", "_sourcedir", "%{S:", "%{P:"},
                          [&](const char* name) { return m_text.find(name) != std::string::npos; });
  for (const auto& source : m_info.sources)
    if (may_ask && !m_present_sources.contains(source.file) && fs::exists(m_folders.sources() / source.file))
      second.added_later.push_back(source.file);
  return second;
}

}  // namespace rpmworks::srpm
