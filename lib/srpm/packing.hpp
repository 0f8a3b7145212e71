// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <set>

#include "gear/gear.hpp"
#include "git/tree_files.hpp"
#include "spec/parse_view.hpp"
#include "spec/runner.hpp"
#include "spec/without_tree.hpp"
#include "srpm/release_history.hpp"
#include "srpm/sources.hpp"
#include "srpm/srpm.hpp"

namespace rpmworks::srpm {

/// Makes one source package: `prepare`, then write `archives`, then `finish`.
class Packing {
 public:
  /// `origin`, `request`, `places` and `reporter` must outlive this.
  Packing(const Origin& origin, CommitWithHistory packaged, const Request& request, const Places& places,
          Reporter& reporter);

  /// Starts the two sandboxes that every package needs, before they are used. The calling thread must live
  /// until `finish` returns.
  void start_sandboxes();
  /// Parses the spec with its new version and changelog. `prepare` calls it too.
  const rpm::SpecInfo& load_spec();
  /// Parses the spec and writes every source except the archives of trees.
  void prepare();
  /// The archives that must be written before `finish`.
  const std::vector<TreeArchive>& archives() const { return m_archives; }
  /// The files of the tree that became sources of the package.
  const std::vector<std::string>& files_used() const { return m_files_used; }
  /// Has rpm write the package and adds it to the store.
  Srpm finish();

 private:
  // The temporary folders of one package: what the sandbox sees of the tree and the sources, and the result.
  struct WorkFolders {
    explicit WorkFolders(const fs::path& tmp);
    fs::path tree() const { return folder.path() / "tree"; }
    fs::path sources() const { return folder.path() / "sources"; }
    fs::path results() const { return folder.path() / "results"; }
    fs::path spec_folder() const {
      return folder.path() / "package" / "spec";
    }  ///< the spec without its tree
    fs::path members() const {
      return folder.path() / "package" / "sources";
    }  ///< the package's sources alone
    TempDir folder;
  };

  void start_writer();
  void make_patches();
  void set_release_count();
  std::optional<std::string> epoch_version_at(const git::Commit& commit) const;
  std::optional<rpm::Evr> evr_of(const CommitWithHistory& past, Request request) const;
  spec::SpecInTree spec_in_tree() const;
  void write_visible_files();
  void write_spec(const std::string& text);
  void write_members();
  void parse();
  void revise();
  void mark_dirty();
  std::optional<rpm::Evr> evr_at(const ReleaseTag& release) const;
  void show_changes(const std::string& original) const;
  void warn(const std::string& text);
  void pass_on_warnings();
  void write();
  void require_same_without_tree(const inside::Answer& packaged);
  void require_same_without_no_source();
  [[noreturn]] void throw_without_tree(const inside::Answer& packaged);
  /// Parses the spec in its tree again, to find out why the parse without the tree differs.
  spec::SecondParse parse_again(const inside::Answer& packaged);
  Srpm result() const;

  const Origin& m_origin;
  const git::Repository& m_repository;
  const git::Commit m_commit;
  const ReleaseHistory m_history;
  const Request& m_request;
  const Places& m_places;
  Reporter& m_reporter;
  upstream::FileCache m_fetched;
  lfs::Files m_lfs;
  git::TreeFiles m_tree;
  const std::optional<gear::Rules> m_rules;   ///< GEAR rules that define the sources
  std::string m_spec;                         ///< path of the spec in the tree
  std::string m_text;                         ///< text of the spec as it is packaged
  std::map<std::string, std::string> m_made;  ///< generated sources: file name → content
  std::vector<std::string> m_patches;         ///< file names of the commits' patches, in order
  WorkFolders m_folders;
  spec::SandboxPaths m_sandbox_paths;
  inside::Query m_query;
  std::optional<spec::Runner> m_parser;  ///< the sandboxes that wait for a query
  std::optional<spec::Runner> m_writer;
  int m_release_number = 1;  ///< the value of %autorelease
  spec::TreeAccess m_tree_access =
      spec::TreeAccess::none;  ///< how much of its tree the spec can read during the parse
  rpm::SpecInfo m_info;
  std::set<std::string>
      m_present_sources;      ///< sources that exist when the spec is parsed, if the spec can read them
  bool m_has_answer = false;  ///< rpm has parsed the spec or returned an error
  std::vector<std::string> m_printed;  ///< stderr of the spec's commands at the last parse
  std::string m_expanded;              ///< the expanded spec, if the spec can read its tree
  std::vector<TreeArchive> m_archives;
  std::vector<std::string> m_files_used;
  std::vector<std::string> m_warnings;
};

}  // namespace rpmworks::srpm
