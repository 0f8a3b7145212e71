// SPDX-License-Identifier: GPL-3.0-or-later
// rpm writes a package away from its tree, with nothing but the package's members at hand, and what its spec
// says there must be what it said in the tree.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "rpm/stand_ins.hpp"
#include "spec/apart.hpp"
#include "spec/opened_files.hpp"
#include "srpm/packing.hpp"

namespace rpmworks::srpm {

namespace {

constexpr uint64_t k_room_for_header = 64UL << 20;

}  // namespace

void Packing::put_members() {
  for (const auto& source : m_info.sources) {
    const fs::path from = m_place.sources() / source.file;
    const fs::path to = m_place.members() / source.file;
    if (fs::exists(from) && !fs::exists(to)) link_or_copy(from, to);
  }
  spec::write_below(m_place.spec_apart(), m_spec,
                    rpm::with_stand_ins(m_text, m_request.macros, m_release_number));
  spec::set_time(m_place.spec_apart() / m_spec, m_commit.time);
}

void Packing::write() {
  put_members();
  uint64_t source_bytes = 0;
  for (const auto& entry : fs::directory_iterator(m_place.members())) source_bytes += entry.file_size();
  m_query.action = inside::Query::Action::write;
  spec::SpecBounds bounds = m_request.bounds;
  bounds.file_bytes = 2 * source_bytes + k_room_for_header;
  bounds.deadline += std::chrono::milliseconds(source_bytes / spec::k_slowest_payload);
  if (!m_writer) start_writer();
  const inside::Answer apart = m_writer->ask_for_all(m_query, bounds);
  // A spec that says something else may lack its sources for that alone, which is what must be told.
  if (!apart.spec.name.empty()) require_same_apart(apart);
  if (!apart.error) return require_same_without_no_source();
  throw_apart(apart);
}

// rpm wants to see the files of NoSource too when it writes a package that does not carry them.
void Packing::require_same_without_no_source() {
  bool is_carried_whole = true;
  for (const auto& source : m_info.sources)
    if (source.no_source && fs::remove(m_place.members() / source.file)) is_carried_whole = false;
  if (is_carried_whole || m_sight == spec::Sight::nothing) return;
  m_query.action = inside::Query::Action::parse;
  const spec::Room room{
      .tree = m_place.spec_apart(), .sources = m_place.members(), .is_apart = true, .epoch = m_commit.time};
  const inside::Answer apart =
      spec::SpecRunner(room, m_request.bounds).ask_for_all(m_query, m_request.bounds);
  if (apart.error) throw_apart(apart);
  require_same_apart(apart);
}

// Throws what rpm says of the package's spec, by way of the files that it misses where it misses some.
void Packing::throw_apart(const inside::Answer& apart) {
  const Error& error = *apart.error;
  if (error.code() == ExitCode::invalid && m_sight != spec::Sight::nothing)
    if (const spec::Repeat repeat = parse_again(apart); !repeat.read.empty())
      throw spec::error_apart(error.what(), repeat, m_info.sources, m_spec, m_text);
  throw error;
}

void Packing::require_same_apart(const inside::Answer& apart) {
  const std::string different = spec::difference_apart(m_info, apart.spec);
  const std::string other_text =
      different.empty() ? spec::expanded_difference(m_expanded, apart.expanded) : "";
  if (different.empty() && other_text.empty()) return;
  const spec::Repeat repeat = parse_again(apart);
  if (!different.empty()) throw spec::error_apart(different, repeat, m_info.sources, m_spec, m_text);
  const std::string what = "the expanded spec has the line " + other_text;
  if (!repeat.read.empty()) throw spec::error_apart(what, repeat, m_info.sources, m_spec, m_text);
  warn(fmt::format("{}: in the source package the expanded spec has the line {}: {}", m_spec, other_text,
                   spec::cause_of_difference(repeat)));
}

spec::Repeat Packing::parse_again(const inside::Answer& apart) {
  spec::OpenedFiles in_tree(m_place.tree());
  spec::OpenedFiles in_sources(m_place.sources());
  m_query.action = inside::Query::Action::parse;
  const inside::Answer again =
      spec::SpecRunner(m_room, m_request.bounds).ask_for_all(m_query, m_request.bounds);
  spec::Repeat repeat;
  const auto is_same = [&](const rpm::SpecInfo& info, const std::string& expanded) {
    return !again.error && spec::difference_apart(info, again.spec).empty() &&
           spec::expanded_difference(expanded, again.expanded).empty();
  };
  if (is_same(m_info, m_expanded))
    repeat.says = spec::Repeat::Says::as_before;
  else if (is_same(apart.spec, apart.expanded))
    repeat.says = spec::Repeat::Says::as_apart;
  if (m_sight == spec::Sight::nothing) return repeat;
  for (const auto& file : in_tree.taken())
    if (file != m_spec) repeat.read.insert(file);
  for (const auto& name : in_sources.taken()) {
    if (fs::exists(m_place.members() / name)) continue;
    for (const auto& folder : spec::source_folders(m_spec, m_request.subdir))
      if (m_tree.find(git::below(folder, name))) {
        repeat.read.insert(git::below(folder, name));
        break;
      }
  }
  const bool may_ask =
      std::ranges::any_of(std::array{"SOURCE", "PATCH", "_sourcedir", "%{S:", "%{P:"},
                          [&](const char* name) { return m_text.find(name) != std::string::npos; });
  for (const auto& source : m_info.sources)
    if (may_ask && !m_at_hand.contains(source.file) && fs::exists(m_place.sources() / source.file))
      repeat.late.push_back(source.file);
  return repeat;
}

}  // namespace rpmworks::srpm
