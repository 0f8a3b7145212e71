// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <set>

#include "gear/gear.hpp"
#include "git/tree_files.hpp"
#include "spec/apart.hpp"
#include "spec/parse_view.hpp"
#include "spec/runner.hpp"
#include "srpm/lineage.hpp"
#include "srpm/sources.hpp"
#include "srpm/srpm.hpp"

namespace rpmworks::srpm {

/// One source package in the making: `prepare`, the archives it asks for, `finish`.
class Packing {
 public:
  Packing(const git::Repository& repository, const std::string& url, const git::Commit& commit,
          Lineage lineage, const Request& request, const Places& places, Reporter& reporter);

  /// Starts both sandboxes that a package takes at the least, so that they are ready when they are needed.
  /// The thread must live until `finish` was called.
  void start_ahead();
  /// Parses the spec, as it is packaged; `prepare` does it too.
  const rpm::SpecInfo& look();
  /// Parses the spec and gathers every source but the archives of trees.
  void prepare();
  /// What must be written before `finish`.
  const std::vector<TreeArchive>& archives() const { return m_archives; }
  /// The files of the tree that are sources of the package.
  const std::vector<std::string>& files_used() const { return m_files_used; }
  /// Has rpm write the package, and puts it into the store.
  Srpm finish();

 private:
  // The folders of one making: what the sandbox sees of the tree and the sources, and where the result comes.
  struct Workplace {
    explicit Workplace(const fs::path& tmp);
    fs::path tree() const { return folder.path() / "tree"; }
    fs::path sources() const { return folder.path() / "sources"; }
    fs::path results() const { return folder.path() / "results"; }
    fs::path spec_apart() const { return folder.path() / "package" / "spec"; }  ///< the spec without its tree
    fs::path members() const {
      return folder.path() / "package" / "sources";
    }  ///< the package's sources alone
    TempDir folder;
  };

  void start_writer();
  void make_patches();
  void count_release();
  std::optional<std::string> epoch_version_at(const git::Commit& commit) const;
  std::optional<rpm::Evr> evr_of(const git::Commit& commit, const Lineage& lineage, Request request) const;
  void lay_out_files();
  void put_spec(const std::string& text);
  void put_members();
  void parse();
  void revise();
  void mark_dirty();
  std::optional<rpm::Evr> evr_at(const ReleaseTag& release) const;
  void show_changes(const std::string& original) const;
  void warn(const std::string& text);
  void pass_on_warnings();
  void write();
  void require_same_apart(const inside::Answer& apart);
  void require_same_without_no_source();
  [[noreturn]] void throw_apart(const inside::Answer& apart);
  /// Parses the spec in its tree once more, to tell why the package says something else.
  spec::Repeat parse_again(const inside::Answer& apart);
  Srpm result() const;

  const git::Repository& m_repository;
  const std::string& m_url;  ///< where the repository comes from
  const git::Commit& m_commit;
  const Lineage m_lineage;
  const Request& m_request;
  const Places& m_places;
  Reporter& m_reporter;
  upstream::FileCache m_fetched;
  lfs::LfsFiles m_lfs;
  git::TreeFiles m_tree;
  const std::optional<gear::GearRules> m_rules;  ///< that say what the sources are
  std::string m_spec;                            ///< its path in the tree
  std::string m_text;                            ///< what it says, as it is packaged
  std::map<std::string, std::string> m_made;     ///< sources that were made: file name → content
  std::vector<std::string> m_patches;            ///< of commits, in the order in which they apply
  Workplace m_place;
  spec::Room m_room;
  inside::Query m_query;
  std::optional<spec::SpecRunner> m_parser;  ///< those that wait
  std::optional<spec::SpecRunner> m_writer;
  int m_release_number = 1;                    ///< %autorelease's
  spec::Sight m_sight = spec::Sight::nothing;  ///< what the spec may see of its tree while it is parsed
  rpm::SpecInfo m_info;
  std::set<std::string> m_at_hand;     ///< the sources in place when the spec is parsed, if it sees them
  bool m_was_answered = false;         ///< rpm has read the spec, or has said why it cannot
  std::vector<std::string> m_printed;  ///< what the spec's commands wrote to stderr when it was parsed last
  std::string m_expanded;              ///< the spec as expanded, where it sees something of the tree
  std::vector<TreeArchive> m_archives;
  std::vector<std::string> m_files_used;
  std::vector<std::string> m_warnings;
};

}  // namespace rpmworks::srpm
