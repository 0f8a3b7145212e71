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

/// A resolved commit.
struct Commit {
  std::string id;    ///< 40 hexadecimal digits
  std::string tree;  ///< likewise
  int64_t time = 0;  ///< committer time, seconds since 1970
  std::string author_name;
  std::string author_email;
  int64_t author_time = 0;
  std::string subject;               ///< first paragraph of the message as one line
  std::string message;               ///< all of it, UTF-8
  std::vector<std::string> parents;  ///< ids; at the end of a shallow clone, also of missing commits
  std::string tag;                   ///< the requested tag, without "refs/tags/"; else empty
};

/// An entry of a commit's tree.
struct TreeEntry {
  enum class Kind { file, executable, symlink, submodule, folder };
  Kind kind = Kind::file;
  std::string path;  ///< from the root of the tree, with '/' between components
  std::string id;    ///< of the blob, the submodule's commit, or the folder's tree
};

/// Initializes libgit2, which reads the system's certificates and takes some milliseconds. Other functions do
/// it when needed; call this on another thread to save the wait. Throws Error.
void prepare();

/// A git repository, read without system and user configuration: results depend only on its objects. Not
/// thread-safe; several Repository objects may refer to the same repository.
class Repository {
 public:
  /// Opens the work tree or bare repository at `path` or above it, regardless of its owner: nothing in it is
  /// run. A .git folder whose work tree does not exist is opened as bare. Throws Error(invalid) if there is
  /// no repository.
  static Repository open(const fs::path& path);
  /// Creates or updates the bare mirror of `url` in `cache`, under a lock, and opens it. `url` is an https,
  /// http, ssh, git or file URL, `host:path`, or a folder. If `ref` is a full commit id that is already
  /// present, nothing is fetched; a commit id or "refs/…" name that is on no branch or tag is fetched
  /// separately. The git program fetches, with the user's ssh keys, credential helpers and proxies. Throws
  /// Error(upstream) if the repository cannot be reached, Error(invalid) for other kinds of URL and for
  /// missing folders.
  static Repository mirror(const std::string& url, const std::string& ref, const fs::path& cache);

  /// Opens the repository that repos.yaml names: an absolute path directly, anything else through its mirror.
  /// Throws Error(invalid) for a folder inside of a repository, and as open and mirror do.
  static Repository at(const std::string& place, const std::string& ref, const fs::path& cache);

  Repository(Repository&&) noexcept;
  Repository& operator=(Repository&&) noexcept;
  ~Repository();

  /// Resolves a tag (annotated tags are peeled), a branch, a remote branch, a full ref name, an abbreviated
  /// or full commit id, in this order; ~N and ^N may follow. "" means HEAD (of a mirror, its origin's).
  /// Throws Error(invalid) with similar refs.
  Commit resolve(const std::string& ref) const;
  /// Every file, symlink and submodule of the commit below `subdir` ("" for all), in git's order, without
  /// folders and content. Throws Error(invalid) if the folder does not exist, and for unsafe names ("..",
  /// ".git", duplicates), which git never creates.
  std::vector<TreeEntry> tree(const Commit& commit, const std::string& subdir = {}) const;
  /// The entry at a path of the commit's tree ("" for the root); nothing if there is none.
  std::optional<TreeEntry> entry(const Commit& commit, const std::string& path) const;
  /// The bytes of a blob.
  std::string blob(const std::string& id) const;
  /// The .git folder.
  fs::path git_dir() const;
  /// The folder shared by all work trees of the repository; usually git_dir().
  fs::path common_dir() const;
  /// The work tree; empty for bare repositories.
  fs::path work_tree() const;
  /// The repository's origin: the URL that a mirror was made from (with credentials), the URL of the remote
  /// "origin", or the repository's own folder.
  std::string origin() const;

  /// A tag and the commit that it points to.
  struct Tag {
    std::string name;  ///< without "refs/tags/"
    std::string commit;
  };
  /// All tags of commits, annotated or not, sorted by name.
  std::vector<Tag> tags() const;
  /// Whether the history is incomplete, as after `git clone --depth`.
  bool is_shallow() const;
  /// Whether files may be missing that a server has, as after `git clone --filter`. They are not fetched: git
  /// would run programs that the repository's configuration names.
  bool is_partial() const;
  /// `from` (an id) and its ancestors, except `without` and their ancestors: children before parents; of
  /// unrelated commits, the newer first. Throws Error(invalid) if the end of a shallow clone's history is
  /// among them.
  std::vector<Commit> log(const std::string& from, const std::vector<std::string>& without = {}) const;
  /// The number of commits that log would return; throws as it does.
  uint64_t count(const std::string& from, const std::vector<std::string>& without = {}) const;
  /// The commit that last changed the content of some paths.
  struct LastChange {
    std::string commit;    ///< id
    bool is_known = true;  ///< false: the history ends at `commit`; an older commit may be the last change
  };
  /// The last commit up to `from` (an id) that changed one of the paths (files or folders; "" is the whole
  /// tree), as `git log -1 -- PATHS` finds it: at a merge that equals one of its parents, that parent is
  /// followed. `known`, if given, is called at each commit and may return an earlier result.
  LastChange last_change(
      const std::string& from, const std::vector<std::string>& paths,
      const std::function<std::optional<std::string>(const std::string&)>& known = {}) const;
  /// Whether two commits (ids) have the same content at each path.
  bool are_same_at(const std::string& a, const std::string& b, const std::vector<std::string>& paths) const;
  /// Whether a commit differs from its first parent below a folder.
  bool changes_below(const Commit& commit, const std::string& subdir) const;
  /// The nearest of `tags` (at most one per commit) at or before a commit, by the rules of `git describe
  /// --tags`: the tag with the fewest commits that are not in its own history. Throws as log does if a nearer
  /// tag may be beyond the end of a shallow clone.
  std::optional<Tag> nearest_tag(const std::string& commit, const std::vector<Tag>& tags) const;
  /// The first of `tags` on each path from a commit to its descendants, sorted by name. As for `git describe
  /// --contains`, a descendant may be up to a day older. In a shallow clone, only its own history counts.
  std::vector<Tag> next_tags(const std::string& commit, const std::vector<Tag>& tags) const;
  /// Whether a commit is the other one or its ancestor. Throws as log does if that is unknown.
  bool is_ancestor(const std::string& ancestor, const std::string& of) const;

  /// The signed data and the ASCII-armoured signature; empty if there is none. The signature is not verified.
  struct Signed {
    std::string payload;
    std::string signature;
  };
  /// An annotated tag, from its object.
  struct SignedTag : Signed {
    std::string name;    ///< may differ from the name of the ref
    std::string object;  ///< id of the tagged object
    std::string type;    ///< "commit"
  };
  /// Returns nothing for a lightweight tag. Throws Error(invalid) if there is no such tag.
  std::optional<SignedTag> signed_tag(const std::string& name) const;
  Signed signed_commit(const std::string& id) const;

  /// The tracked files of the work tree that differ from HEAD, in git's order: the changes that a package of
  /// HEAD lacks. Empty for bare repositories. A submodule differs if another commit is checked out. Runs no
  /// filters and changes nothing, not even the index.
  std::vector<std::string> changed_files() const;
  /// A commit with the current content of the work tree: each tracked file as `git add` would store it,
  /// without configuration and filters. Parent and time are those of HEAD, so the same files give the same
  /// id; HEAD itself if nothing changed. The commit exists only in memory and only for this object. An
  /// unchanged git LFS file stays a pointer; a changed one is stored as it is. Throws Error(invalid) for a
  /// bare repository, one without commits, and an unfinished merge.
  Commit commit_of_work_tree() const;
  /// Those of the paths where the work tree has a file that is neither tracked nor ignored.
  std::vector<std::string> untracked(const std::vector<std::string>& paths) const;

  /// The members of `git archive` with an empty configuration for this commit, in its order, with their
  /// archived content. Attributes (export-ignore, export-subst, text, eol, crlf, ident,
  /// working-tree-encoding, filter=lfs and macros) are read only from the commit's own .gitattributes files.
  /// A folder comes before its content; `subdir` and the folders above it are not included. Paths start at
  /// the root of the tree.
  ///
  /// If git's result depends on more than the commit, this differs: abbreviated ids have seven digits; %d, %D
  /// and %(describe) show only the requested tag; relative dates (%ar, %cr, %ah, %ch) are absolute;
  /// signatures (%G?, %GK) are not checked.
  struct Archived {
    TreeEntry entry;
    std::string content;  ///< of files; the target of symlinks; empty for submodules and folders
    /// The file has the attribute filter=lfs. If `content` is a pointer, the caller must replace it with the
    /// file it points to, as git-lfs would; export-subst comes after that.
    bool lfs = false;
    bool export_subst = false;  ///< set only with `lfs`: the caller must expand it with `substituted`
    /// The first "$Format:…$" in it that git expands from branches and tags; else empty.
    std::string ref_placeholder;
    /// A sentence for each other placeholder that git expands differently: "%ar is …".
    std::vector<std::string> unlike_git;
  };
  /// `announce`, if given, is called before `sink` with all files with filter=lfs that are small enough to be
  /// pointers.
  void archive(const Commit& commit, const std::string& subdir,
               const std::function<void(const Archived&)>& sink,
               const std::function<void(const std::vector<Archived>&)>& announce = {}) const;
  /// The content of a file with export-subst, expanded as in an archive.
  std::string substituted(const Commit& commit, std::string_view content) const;
  /// Whether a file of the commit has the attribute filter=lfs.
  bool is_lfs(const Commit& commit, const std::string& path) const;

  /// A setting of the repository's own configuration file ("remote.origin.url"); nothing if it is not set or
  /// unreadable. Treat it as untrusted, like any file of the repository.
  std::optional<std::string> own_setting(const std::string& name) const;

 private:
  struct State;
  explicit Repository(std::unique_ptr<State> state);
  std::unique_ptr<State> m_state;
};

}  // namespace rpmworks::git
