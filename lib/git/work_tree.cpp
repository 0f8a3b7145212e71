// SPDX-License-Identifier: GPL-3.0-or-later
#include "git/work_tree.hpp"

#include <fmt/format.h>
#include <git2/sys/repository.h>

#include <algorithm>

#include "core/cancel.hpp"
#include "core/digest.hpp"
#include "core/pool.hpp"
#include "core/text.hpp"
#include "core/threads.hpp"
#include "git/convert.hpp"
#include "git/lfs.hpp"

namespace rpmworks::git {

namespace {

// For fewer entries, starting a thread takes longer than it saves.
constexpr size_t k_entries_a_thread = 1024;

bool bool_of_config(git_repository* repository, const char* key) {
  git_config* raw = nullptr;
  int value = 1;
  if (git_repository_config_snapshot(&raw, repository) != 0) throw failure("reading .git/config");
  const Owned<git_config, git_config_free> config(raw);
  return git_config_get_bool(&value, raw, key) != 0 || value != 0;
}

bool is_same(const git_index_time& recorded, const timespec& time) {
  return recorded.seconds == static_cast<int32_t>(time.tv_sec) &&
         recorded.nanoseconds == static_cast<uint32_t>(time.tv_nsec);
}

bool is_empty_blob(const git_oid& id) {
  return hex_of(id) == "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391";
}

}  // namespace

WorkTreeIndex::WorkTreeIndex(git_repository* repository, std::shared_ptr<MemoryObjects> objects)
    : m_repository(repository), m_files(git_repository_workdir(repository)) {
  open_index();
  // New objects go into a store without the disk backend: if an object already exists on disk, libgit2 would
  // update its file time.
  git_odb* odb = nullptr;
  git_odb* own = nullptr;
  if (git_odb_new(&odb) != 0 || git_repository_odb(&own, repository) != 0)
    throw failure("preparing a git object store in memory");
  m_new_objects.reset(odb);
  add_backend(odb, std::move(objects), OdbHandle(own));
  git_repository* wrapped = nullptr;
  if (git_repository_wrap_odb(&wrapped, odb) != 0) throw failure("preparing a git object store in memory");
  m_new_repository.reset(wrapped);
  m_has_modes = bool_of_config(repository, "core.filemode");
  m_has_symlinks = bool_of_config(repository, "core.symlinks");
  for (const auto& file : touched())
    file.entry.mode == GIT_FILEMODE_COMMIT ? take_up_submodule(file) : take_up(file);
}

void WorkTreeIndex::open_index() {
  const fs::path file = fs::path(git_repository_path(m_repository)) / "index";
  // Taken before reading: if the index is written meanwhile, more files are checked, not fewer.
  struct stat status {};
  if (::stat(file.c_str(), &status) == 0) m_index_time = status.st_mtim;
  IndexFile read = read_index(file);
  m_index = std::move(read.index);
  m_sparse = std::move(read.sparse);
  // Folders of a sparse index are not in the work tree. If one exists anyway, git checks its files too.
  std::erase_if(m_sparse, [&](const IndexFile::SparseFolder& folder) {
    if (!m_files.status(folder.path)) return false;
    add_entries_of(folder);
    return true;
  });
}

void WorkTreeIndex::add_entries_of(const IndexFile::SparseFolder& folder) {
  struct Walk {
    git_index* index;
    const std::string& folder;
  } walk{m_index.get(), folder.path};
  git_tree* raw = nullptr;
  if (git_tree_lookup(&raw, m_repository, &folder.tree) != 0) throw failure("reading git's index");
  const TreeHandle tree(raw);
  const auto add = [](const char* above, const git_tree_entry* found, void* data) {
    if (git_tree_entry_type(found) == GIT_OBJECT_TREE) return 0;
    const auto& to = *static_cast<Walk*>(data);
    const std::string path = to.folder + "/" + above + git_tree_entry_name(found);
    git_index_entry entry{};
    entry.path = path.c_str();
    entry.mode = git_tree_entry_filemode(found);
    entry.id = *git_tree_entry_id(found);
    entry.flags_extended = GIT_INDEX_ENTRY_SKIP_WORKTREE;
    return git_index_add(to.index, &entry);
  };
  if (git_tree_walk(raw, GIT_TREEWALK_PRE, add, &walk) != 0) throw failure("reading git's index");
}

// Whether the file is unchanged since git read its content for the entry; same rules as git's read-cache.c. A
// file changed at the very time the index was written has the recorded times, so its content must be compared
// ("racy git" in git's technical documentation).
bool WorkTreeIndex::is_as_recorded(const git_index_entry& entry, const struct stat& status) const {
  const bool is_racy =
      status.st_mtim.tv_sec > m_index_time.tv_sec ||
      (status.st_mtim.tv_sec == m_index_time.tv_sec && status.st_mtim.tv_nsec >= m_index_time.tv_nsec);
  // git writes size 0 to force such a comparison.
  const bool is_smudged = entry.file_size == 0 && !is_empty_blob(entry.id);
  return !is_racy && !is_smudged && mode_of(entry, status) == entry.mode &&
         is_same(entry.mtime, status.st_mtim) && is_same(entry.ctime, status.st_ctim) &&
         entry.file_size == static_cast<uint32_t>(status.st_size) &&
         entry.ino == static_cast<uint32_t>(status.st_ino) && entry.uid == status.st_uid &&
         entry.gid == status.st_gid;
}

// The mode that git add would store; 0 if it would store nothing.
uint32_t WorkTreeIndex::mode_of(const git_index_entry& entry, const struct stat& status) const {
  if (S_ISLNK(status.st_mode)) return GIT_FILEMODE_LINK;
  if (!S_ISREG(status.st_mode)) return 0;
  if (!m_has_symlinks && entry.mode == GIT_FILEMODE_LINK) return GIT_FILEMODE_LINK;
  if (!m_has_modes && entry.mode != GIT_FILEMODE_LINK) return entry.mode;
  return status.st_mode & S_IXUSR ? GIT_FILEMODE_BLOB_EXECUTABLE : GIT_FILEMODE_BLOB;
}

std::vector<WorkTreeIndex::Touched> WorkTreeIndex::touched() {
  const size_t count = git_index_entrycount(m_index.get());
  const size_t parts = (count + k_entries_a_thread - 1) / k_entries_a_thread;
  std::vector<std::vector<Touched>> found(parts);
  // Nearly all of the time is spent in lstat for each file.
  parallel_for(parts, thread_limit(), [&](size_t part) {
    const size_t begin = part * k_entries_a_thread;
    found[part] = touched(begin, std::min(count, begin + k_entries_a_thread));
  });
  std::vector<Touched> files;
  for (auto& some : found) std::move(some.begin(), some.end(), std::back_inserter(files));
  for (const auto& file : files)
    if (git_index_entry_is_conflict(&file.entry) && (m_conflicts.empty() || m_conflicts.back() != file.path))
      m_conflicts.push_back(file.path);
  std::erase_if(files, [](const Touched& file) { return git_index_entry_is_conflict(&file.entry) != 0; });
  return files;
}

std::vector<WorkTreeIndex::Touched> WorkTreeIndex::touched(size_t begin, size_t end) const {
  FolderStack folders(git_repository_workdir(m_repository));
  std::vector<Touched> files;
  for (size_t i = begin; i < end; ++i) {
    const git_index_entry& entry = *git_index_get_byindex(m_index.get(), i);
    // marked by the user as unchanged (git update-index --assume-unchanged)
    if (entry.flags & GIT_INDEX_ENTRY_VALID) continue;
    auto status = folders.status(entry.path);
    const bool is_conflict = git_index_entry_is_conflict(&entry) != 0;
    // Not in the sparse checkout.
    if (!status && !is_conflict && entry.flags_extended & GIT_INDEX_ENTRY_SKIP_WORKTREE) continue;
    const bool is_new = entry.flags_extended & GIT_INDEX_ENTRY_INTENT_TO_ADD;
    if (status && !is_new && !is_conflict && is_as_recorded(entry, *status)) continue;
    files.push_back({.entry = entry, .path = entry.path, .status = status});
  }
  return files;
}

void WorkTreeIndex::take_up(const Touched& file) {
  throw_if_cancelled();
  const uint32_t mode = file.status ? mode_of(file.entry, *file.status) : 0;
  if (mode == 0) {
    if (git_index_remove(m_index.get(), file.path.c_str(), 0) != 0) throw failure("reading git's index");
    return;
  }
  const bool is_new = file.entry.flags_extended & GIT_INDEX_ENTRY_INTENT_TO_ADD;
  const std::string content = content_of(file, mode);
  git_index_entry entry{};
  entry.path = file.path.c_str();
  entry.mode = mode;
  if (git_odb_hash(&entry.id, content.data(), content.size(), GIT_OBJECT_BLOB) != 0)
    throw failure("reading the work tree");
  const bool is_same_content = git_oid_equal(&entry.id, &file.entry.id) != 0;
  if (is_same_content && mode == file.entry.mode && !is_new) return;
  if (!is_same_content || is_new) write(GIT_OBJECT_BLOB, content);
  // Replaces an entry if a file became a folder or the reverse.
  if (git_index_add(m_index.get(), &entry) != 0) throw failure("reading the work tree");
}

// A folder without a repository is a submodule that is not checked out.
void WorkTreeIndex::take_up_submodule(const Touched& folder) {
  if (!folder.status) {
    if (git_index_remove(m_index.get(), folder.path.c_str(), 0) != 0) throw failure("reading git's index");
    return;
  }
  git_repository* raw = nullptr;
  const fs::path place = fs::path(git_repository_workdir(m_repository)) / folder.path;
  if (!S_ISDIR(folder.status->st_mode) ||
      git_repository_open_ext(&raw, place.c_str(), GIT_REPOSITORY_OPEN_NO_SEARCH, nullptr) != 0)
    return;
  const RepositoryHandle submodule(raw);
  git_index_entry entry{};
  entry.path = folder.path.c_str();
  entry.mode = GIT_FILEMODE_COMMIT;
  if (git_reference_name_to_id(&entry.id, raw, "HEAD") != 0 ||
      git_oid_equal(&entry.id, &folder.entry.id) != 0)
    return;
  if (git_index_add(m_index.get(), &entry) != 0) throw failure("reading the work tree");
}

std::string WorkTreeIndex::content_of(const Touched& file, uint32_t mode) {
  if (mode == GIT_FILEMODE_LINK && S_ISLNK(file.status->st_mode)) return m_files.read_link(file.path);
  auto read = m_files.read_file(file.path);
  if (!read)
    throw Error(ExitCode::failed, fmt::format("{} changed while it was read", file.path))
        .hint("try again when no other program changes the work tree");
  if (mode == GIT_FILEMODE_LINK) return std::move(*read);
  if (is_pointer_to(file.entry.id, *read)) return blob(file.entry.id);
  if (!m_attributes) m_attributes.emplace([this](const std::string& path) { return attributes_file(path); });
  return to_repository(std::move(*read), m_attributes->of(file.path), file.path,
                       [&] { return file.entry.mode == GIT_FILEMODE_LINK ? "" : blob(file.entry.id); });
}

// Whether a blob is the git LFS pointer for a content.
bool WorkTreeIndex::is_pointer_to(const git_oid& id, const std::string& content) const {
  git_odb* raw = nullptr;
  size_t size = 0;
  git_object_t type = GIT_OBJECT_INVALID;
  if (git_repository_odb(&raw, m_repository) != 0) throw failure("cannot open the git object store");
  const OdbHandle odb(raw);
  if (git_odb_read_header(&size, &type, raw, &id) != 0 || size >= k_largest_lfs_pointer) return false;
  const std::string pointer = blob(id);
  return pointer.starts_with("version https://git-lfs.github.com/spec/v1\n") &&
         pointer == fmt::format("version https://git-lfs.github.com/spec/v1\noid sha256:{}\nsize {}\n",
                                sha256(content), content.size());
}

std::string WorkTreeIndex::blob(const git_oid& id) const {
  return is_empty_blob(id) ? "" : ObjectReader(m_repository).blob(hex_of(id));
}

// As in git: the work tree's own file, or if missing, the index's.
std::optional<std::string> WorkTreeIndex::attributes_file(const std::string& path) {
  if (const auto status = m_files.status(path)) return m_files.read_file(path);
  const git_index_entry* const entry = git_index_get_bypath(m_index.get(), path.c_str(), 0);
  if (!entry || entry->mode == GIT_FILEMODE_LINK) return std::nullopt;
  return blob(entry->id);
}

git_oid WorkTreeIndex::write(git_object_t type, std::string_view bytes) {
  git_oid id;
  if (git_odb_write(&id, m_new_objects.get(), bytes.data(), bytes.size(), type) != 0)
    throw failure("making a git object");
  return id;
}

git_oid WorkTreeIndex::tree() {
  if (!m_conflicts.empty())
    throw Error(ExitCode::invalid, "the index has unresolved merge conflicts")
        .notes(m_conflicts)
        .hint("resolve them and run git add");
  git_oid id;
  // Folders whose trees the index already knows (its cache-tree) are skipped.
  if (git_index_write_tree_to(&id, m_index.get(), m_new_repository.get()) != 0)
    throw failure("making a tree of the work tree");
  return m_sparse.empty() ? id : with_sparse_folders(id);
}

// Adds the folders that a sparse index stores as trees.
git_oid WorkTreeIndex::with_sparse_folders(const git_oid& tree) const {
  std::vector<git_tree_update> updates;
  for (const auto& folder : m_sparse)
    updates.push_back({.action = GIT_TREE_UPDATE_UPSERT,
                       .id = folder.tree,
                       .filemode = GIT_FILEMODE_TREE,
                       .path = folder.path.c_str()});
  git_tree* raw = nullptr;
  git_oid id;
  if (git_tree_lookup(&raw, m_new_repository.get(), &tree) != 0)
    throw failure("making a tree of the work tree");
  const TreeHandle base(raw);
  if (git_tree_create_updated(&id, m_new_repository.get(), raw, updates.size(), updates.data()) != 0)
    throw failure("making a tree of the work tree");
  return id;
}

}  // namespace rpmworks::git
