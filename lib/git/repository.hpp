// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/files.hpp"

namespace rpmworks::git {

/// A commit that a ref was resolved to.
struct Commit {
  std::string id;    ///< 40 hexadecimal digits
  std::string tree;  ///< likewise
  int64_t time = 0;  ///< committer time, seconds since 1970
  std::string author_name;
  std::string author_email;
  int64_t author_time = 0;
  std::string subject;               ///< first paragraph of the message as one line
  std::string message;               ///< all of it, UTF-8
  std::vector<std::string> parents;  ///< ids; of a shallow clone's last commits also those that it lacks
  std::string tag;                   ///< the tag that it was asked for by, without "refs/tags/"; else empty
};

/// An entry of a commit's tree.
struct TreeEntry {
  enum class Kind { file, executable, symlink, submodule, folder };
  Kind kind = Kind::file;
  std::string path;  ///< from the root of the tree, '/'-separated, none at the end
  std::string id;    ///< of the blob, of a submodule's commit, or of a folder's tree
};

/// Makes libgit2 ready, which reads the system's certificates and takes some milliseconds. All that needs it
/// does it too; who calls this in a thread of its own need not wait for it then. Throws Error.
void prepare();

/// A git repository, read with no regard to system and user configuration: what comes out depends on its
/// objects only. For one thread at a time; several objects may stand for one repository.
class Repository {
 public:
  /// Opens a work tree or bare repository at `path` or above it, whoever owns it: nothing of it is run.
  /// A .git folder whose work tree is gone is opened as bare. Throws Error(invalid) when there is none.
  static Repository open(const fs::path& path);
  /// Makes or refreshes the bare mirror of `url` in `cache`, under a lock, and opens it. `url` is an https,
  /// http, ssh, git or file URL, `host:path`, or a folder. A `ref` that is a full commit id already present
  /// causes no traffic; a commit id or a "refs/…" name that no branch or tag has is asked for by itself.
  /// The git program fetches, with the user's ssh keys, credential helpers and proxies. Throws
  /// Error(upstream) when the repository cannot be reached, Error(invalid) for other kinds of URL and for
  /// folders that are not there.
  static Repository mirror(const std::string& url, const std::string& ref, const fs::path& cache);

  /// What repos.yaml calls a repository: one in the folder of an absolute path as it is, anything else by its
  /// mirror. Throws Error(invalid) for a folder that merely lies in a repository, and as open and mirror do.
  static Repository at(const std::string& place, const std::string& ref, const fs::path& cache);

  Repository(Repository&&) noexcept;
  Repository& operator=(Repository&&) noexcept;
  ~Repository();

  /// Resolves a tag (annotated ones peeled), a branch, a remote's branch, a full ref name, an abbreviated or
  /// full commit id, or one of these followed by git's ~N and ^N; in this order, "" is HEAD (a mirror's is
  /// that of its origin). Throws Error(invalid) that names the nearest existing refs.
  Commit resolve(const std::string& ref) const;
  /// Every file, symlink and submodule of the commit below `subdir` ("" for all), in git's order, without
  /// folders and content. Throws Error(invalid) when there is no such folder, and for names that would leave
  /// the folder a tree is written into ("..", ".git", a name twice): git makes no such trees.
  std::vector<TreeEntry> tree(const Commit& commit, const std::string& subdir = {}) const;
  /// What stands at a path of the commit's tree, or the root itself for ""; none when there is nothing.
  std::optional<TreeEntry> entry(const Commit& commit, const std::string& path) const;
  /// The bytes of a blob.
  std::string blob(const std::string& id) const;
  /// The .git folder.
  fs::path git_dir() const;
  /// The folder that holds what all work trees of the repository share; mostly git_dir().
  fs::path common_dir() const;
  /// The work tree; empty for bare repositories.
  fs::path work_tree() const;
  /// Where the repository comes from: the URL that a mirror was made of (credentials and all), the URL of the
  /// remote "origin", or the repository's own folder where there is none.
  std::string origin() const;

  /// A tag and the commit that it leads to.
  struct Tag {
    std::string name;  ///< without "refs/tags/"
    std::string commit;
  };
  /// Every tag of a commit, annotated or not, by name.
  std::vector<Tag> tags() const;
  /// Whether history ends before its beginning, as after `git clone --depth`.
  bool is_shallow() const;
  /// Whether it may lack files that a server has, as after `git clone --filter`. None is fetched here: git
  /// would run what the repository's configuration names.
  bool is_partial() const;
  /// `from` (an id) and its ancestors without `without` and their ancestors: parents after their children, of
  /// two unrelated commits the newer first. Throws Error(invalid) when a shallow clone's history ends among
  /// them: what is missing cannot be counted.
  std::vector<Commit> log(const std::string& from, const std::vector<std::string>& without = {}) const;
  /// How many commits log would give; throws as it does.
  uint64_t count(const std::string& from, const std::vector<std::string>& without = {}) const;
  /// Where the content of some paths was last changed.
  struct LastChange {
    std::string commit;  ///< id
    bool is_known =
        true;  ///< false: history ends at `commit`, and an older one may be the last that changed them
  };
  /// The last commit up to `from` (an id) that changed one of the paths (of files or folders; "" is the whole
  /// tree), as `git log -1 -- PATHS` finds it: where a merge has what one of its parents has, that parent's
  /// side is followed. `known`, when given, is asked at each commit on the way whether its answer is known
  /// already.
  LastChange last_change(
      const std::string& from, const std::vector<std::string>& paths,
      const std::function<std::optional<std::string>(const std::string&)>& known = {}) const;
  /// Whether two commits (ids) have the same at each of the paths.
  bool are_same_at(const std::string& a, const std::string& b, const std::vector<std::string>& paths) const;
  /// Whether a commit has something else below a folder than its first parent.
  bool changes_below(const Commit& commit, const std::string& subdir) const;
  /// The one of `tags` (one a commit at most) that a commit has, or that is nearest among its ancestors, by
  /// the rules of `git describe --tags`: the fewest commits that are not in its own history. Throws as log
  /// does when a nearer one may lie beyond the end of a shallow clone.
  std::optional<Tag> nearest_tag(const std::string& commit, const std::vector<Tag>& tags) const;
  /// Those of `tags` that are met on the ways from a commit to later ones that contain it, each way ending at
  /// its first tag. By name. A commit is later when it is not a day older, as for `git describe --contains`;
  /// of a shallow clone's history that counts which is there.
  std::vector<Tag> next_tags(const std::string& commit, const std::vector<Tag>& tags) const;
  /// Whether one commit is another or an ancestor of it. Throws as log does when that cannot be known.
  bool is_ancestor(const std::string& ancestor, const std::string& of) const;

  /// What a signature is over, and the signature itself, ASCII-armoured; empty without one. Nothing is
  /// judged.
  struct Signed {
    std::string payload;
    std::string signature;
  };
  /// An annotated tag, as its object says.
  struct SignedTag : Signed {
    std::string name;    ///< which need not be that of the ref
    std::string object;  ///< id of what it is of
    std::string type;    ///< "commit"
  };
  /// Nothing for a tag that is a mere ref. Throws Error(invalid) when there is no such tag.
  std::optional<SignedTag> signed_tag(const std::string& name) const;
  Signed signed_commit(const std::string& id) const;

  /// The tracked files of the work tree that are not as in HEAD, in git's order: what a package made of HEAD
  /// lacks. Empty for bare repositories. A submodule counts with the commit that is checked out in it. Runs
  /// no filter and changes nothing, the index neither.
  std::vector<std::string> changed_files() const;
  /// A commit of the work tree as it is: of every tracked file the content that `git add` would take, with no
  /// configuration and no filters. Its parent is HEAD, its time is HEAD's; the same files give the same id.
  /// HEAD itself when nothing has changed. It is kept in memory and known to this object alone; nothing of
  /// the repository changes. A file of git LFS that is as its pointer says stays a pointer, another is taken
  /// as it is. Throws Error(invalid) for a bare repository, one without a commit, and a merge with conflicts.
  Commit commit_of_work_tree() const;
  /// Those of the paths at which the work tree has a file that is neither tracked nor ignored.
  std::vector<std::string> untracked(const std::vector<std::string>& paths) const;

  /// What `git archive` with an empty configuration puts into a tar for this commit, in its order: each
  /// entry with its content as archived. Attributes (export-ignore, export-subst, text, eol, crlf, ident,
  /// working-tree-encoding, filter=lfs and macros of them) are read from the commit's own .gitattributes
  /// files alone. Folders come before what is in them; those above and at `subdir` are not among them, and
  /// paths stay those from the root of the tree.
  ///
  /// Where git's result depends on more than the commit, this does not: abbreviated ids have seven digits,
  /// %d, %D and %(describe) know only the tag that the commit was asked for by, relative dates
  /// (%ar, %cr, %ah, %ch) are absolute, and signatures (%G?, %GK) are not checked.
  struct Archived {
    TreeEntry entry;
    std::string content;  ///< of files; the target of symlinks; empty for submodules and folders
    /// A file with the attribute filter=lfs: where `content` is a pointer, git-lfs would put the file that it
    /// points to in its place, which is left to the caller. After that comes export-subst, if at all.
    bool lfs = false;
    bool export_subst = false;  ///< only of these files: still to be done, by `substituted`
    /// The first "$Format:…$" of it that git expands from branches and tags; else empty.
    std::string ref_placeholder;
    /// A sentence for each other placeholder that is not expanded as git would: "%ar is …".
    std::vector<std::string> unlike_git;
  };
  /// `announce`, when given, hears of all files with filter=lfs that are small enough to be pointers, before
  /// `sink` hears of anything.
  void archive(const Commit& commit, const std::string& subdir,
               const std::function<void(const Archived&)>& sink,
               const std::function<void(const std::vector<Archived>&)>& announce = {}) const;
  /// The content of a file with export-subst, as archived.
  std::string substituted(const Commit& commit, std::string_view content) const;
  /// Whether a file of the commit has the attribute filter=lfs.
  bool is_lfs(const Commit& commit, const std::string& path) const;

  /// What the repository's own configuration file says ("remote.origin.url"); nothing when it does not, or is
  /// not readable. Whoever made the repository wrote it, so it is to be believed no more than a file of it.
  std::optional<std::string> own_setting(const std::string& name) const;

 private:
  struct State;
  explicit Repository(std::unique_ptr<State> state);
  std::unique_ptr<State> m_state;
};

}  // namespace rpmworks::git
