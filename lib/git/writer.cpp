// SPDX-License-Identifier: GPL-3.0-or-later
#include "git/writer.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>

#include "core/text.hpp"
#include "git/handles.hpp"

namespace rpmworks::git {

namespace {

using IndexHandle = Owned<git_index, git_index_free>;
using SignatureHandle = Owned<git_signature, git_signature_free>;
using TransactionHandle = Owned<git_transaction, git_transaction_free>;
using ConflictsHandle = Owned<git_index_conflict_iterator, git_index_conflict_iterator_free>;

constexpr size_t k_piece = 256 * 1024;
constexpr size_t k_listed = 10;

git_filemode_t mode_of(TreeEntry::Kind kind) {
  switch (kind) {
    case TreeEntry::Kind::executable:
      return GIT_FILEMODE_BLOB_EXECUTABLE;
    case TreeEntry::Kind::symlink:
      return GIT_FILEMODE_LINK;
    case TreeEntry::Kind::submodule:
      return GIT_FILEMODE_COMMIT;
    default:
      return GIT_FILEMODE_BLOB;
  }
}

SignatureHandle signature_of(const NewCommit& commit) {
  git_signature* signature = nullptr;
  if (git_signature_new(&signature, commit.name.c_str(), commit.email.c_str(), commit.time, 0) != 0)
    throw failure(fmt::format("making a commit by {} <{}>", commit.name, commit.email));
  return SignatureHandle(signature);
}

IndexHandle new_index() {
  git_index* index = nullptr;
  if (git_index_new(&index) != 0) throw failure("making a git tree");
  return IndexHandle(index);
}

std::vector<std::string> conflicts_in(git_index* index) {
  git_index_conflict_iterator* raw = nullptr;
  if (git_index_conflict_iterator_new(&raw, index) != 0) throw failure("merging");
  const ConflictsHandle each(raw);
  std::vector<std::string> paths;
  const git_index_entry *base = nullptr, *ours = nullptr, *theirs = nullptr;
  while (git_index_conflict_next(&base, &ours, &theirs, raw) == 0)
    paths.emplace_back(ours ? ours->path : theirs ? theirs->path : base->path);
  return paths;
}

// libgit2's notifications report the files that check_out would overwrite.
int collect(git_checkout_notify_t, const char* path, const git_diff_file*, const git_diff_file*,
            const git_diff_file*, void* paths) {
  static_cast<std::vector<std::string>*>(paths)->emplace_back(path);
  return 0;
}

}  // namespace

struct Writer::State {
  RepositoryHandle handle;

  git_repository* get() const { return handle.get(); }
};

Writer::Writer(std::unique_ptr<State> state) : m_state(std::move(state)) {
  // As in git: objects must be on disk before a ref names them.
  git_libgit2_opts(GIT_OPT_ENABLE_FSYNC_GITDIR, 1);
}
Writer::Writer(Writer&&) noexcept = default;
Writer& Writer::operator=(Writer&&) noexcept = default;
Writer::~Writer() = default;

Writer Writer::create(const fs::path& folder, const std::string& branch) {
  initialise();
  git_repository_init_options options;
  git_repository_init_options_init(&options, GIT_REPOSITORY_INIT_OPTIONS_VERSION);
  options.flags = GIT_REPOSITORY_INIT_MKPATH | GIT_REPOSITORY_INIT_NO_REINIT;
  options.initial_head = branch.c_str();
  git_repository* handle = nullptr;
  if (git_repository_init_ext(&handle, folder.c_str(), &options) != 0)
    throw failure(fmt::format("cannot make a git repository in {}", folder.string()));
  auto state = std::make_unique<State>();
  state->handle.reset(handle);
  return Writer(std::move(state));
}

bool Writer::is_repository(const fs::path& folder) {
  std::error_code missing;
  return fs::exists(folder / ".git", missing);
}

Writer Writer::open(const fs::path& folder) {
  initialise();
  git_repository* handle = nullptr;
  if (git_repository_open_ext(&handle, folder.c_str(), GIT_REPOSITORY_OPEN_NO_SEARCH, nullptr) != 0)
    throw failure(fmt::format("cannot open the git repository {}", folder.string()), ExitCode::invalid);
  auto state = std::make_unique<State>();
  state->handle.reset(handle);
  return Writer(std::move(state));
}

std::string Writer::write_blob(std::string_view content) {
  git_oid id;
  if (git_blob_create_from_buffer(&id, m_state->get(), content.data(), content.size()) != 0)
    throw failure("writing a git blob");
  return hex_of(id);
}

std::string Writer::write_blob_of(const fs::path& file) {
  const FileDescriptor from = open_for_reading(file);
  git_writestream* stream = nullptr;
  if (git_blob_create_from_stream(&stream, m_state->get(), nullptr) != 0) throw failure("writing a git blob");
  std::vector<char> piece(k_piece);
  for (;;) {
    const ssize_t got = ::read(from.get(), piece.data(), piece.size());
    if (got < 0 && errno == EINTR) continue;
    if (got == 0) break;
    if (got < 0 || stream->write(stream, piece.data(), static_cast<size_t>(got)) != 0) {
      const Error error = got < 0 ? system_error("read", file.string()) : failure("writing a git blob");
      stream->free(stream);
      throw error;
    }
  }
  git_oid id;
  if (git_blob_create_from_stream_commit(&id, stream) != 0) throw failure("writing a git blob");
  return hex_of(id);
}

std::string Writer::write_tree(const std::vector<TreeEntry>& entries) {
  const IndexHandle index = new_index();
  for (const auto& entry : entries) {
    git_index_entry item{};
    item.mode = mode_of(entry.kind);
    item.path = entry.path.c_str();
    item.id = oid_of(entry.id);
    if (git_index_add(index.get(), &item) != 0)
      throw failure(fmt::format("git has no file '{}' in a tree", entry.path), ExitCode::invalid);
  }
  git_oid id;
  if (git_index_write_tree_to(&id, index.get(), m_state->get()) != 0) throw failure("writing a git tree");
  return hex_of(id);
}

std::string Writer::write_commit(const NewCommit& commit) {
  const SignatureHandle by = signature_of(commit);
  git_tree* raw = nullptr;
  const git_oid tree_id = oid_of(commit.tree);
  if (git_tree_lookup(&raw, m_state->get(), &tree_id) != 0) throw failure("making a commit");
  const TreeHandle tree(raw);
  std::vector<CommitHandle> parents;
  std::vector<const git_commit*> raw_parents;
  for (const auto& parent : commit.parents) {
    parents.push_back(lookup_commit(m_state->get(), parent));
    raw_parents.push_back(parents.back().get());
  }
  git_oid id;
  if (git_commit_create(&id, m_state->get(), nullptr, by.get(), by.get(), nullptr, commit.message.c_str(),
                        raw, raw_parents.size(), raw_parents.data()) != 0)
    throw failure("making a commit");
  return hex_of(id);
}

Writer::Merged Writer::merge(const std::string& ours, const std::string& theirs) {
  const CommitHandle our_commit = lookup_commit(m_state->get(), ours);
  const CommitHandle their_commit = lookup_commit(m_state->get(), theirs);
  git_merge_options options;
  git_merge_options_init(&options, GIT_MERGE_OPTIONS_VERSION);
  git_index* raw = nullptr;
  if (git_merge_commits(&raw, m_state->get(), our_commit.get(), their_commit.get(), &options) != 0)
    throw failure("merging");
  const IndexHandle index(raw);
  if (git_index_has_conflicts(raw)) return {.conflicts = conflicts_in(raw)};
  git_oid id;
  if (git_index_write_tree_to(&id, raw, m_state->get()) != 0) throw failure("merging");
  return {.tree = hex_of(id)};
}

std::string Writer::tree_of(const std::string& commit) const {
  return hex_of(*git_commit_tree_id(lookup_commit(m_state->get(), commit).get()));
}

std::string Writer::target(const std::string& ref) const {
  git_oid id;
  const int result = git_reference_name_to_id(&id, m_state->get(), ref.c_str());
  if (result == GIT_ENOTFOUND) return {};
  if (result != 0) throw failure(fmt::format("cannot read {}", ref), ExitCode::invalid);
  git_object* object = nullptr;
  git_object* commit = nullptr;
  if (git_object_lookup(&object, m_state->get(), &id, GIT_OBJECT_ANY) != 0)
    throw failure(fmt::format("cannot read {}", ref), ExitCode::invalid);
  const ObjectHandle owned(object);
  if (git_object_peel(&commit, object, GIT_OBJECT_COMMIT) != 0)
    throw failure(fmt::format("{} does not point to a commit", ref), ExitCode::invalid);
  return hex_of(*git_object_id(ObjectHandle(commit).get()));
}

std::string Writer::head() const {
  git_reference* raw = nullptr;
  if (git_reference_lookup(&raw, m_state->get(), "HEAD") != 0)
    throw failure("cannot read HEAD", ExitCode::invalid);
  const ReferenceHandle head(raw);
  const char* const name = git_reference_symbolic_target(raw);
  return name ? name : "";
}

std::string Writer::unfinished() const {
  switch (git_repository_state(m_state->get())) {
    case GIT_REPOSITORY_STATE_NONE:
      return {};
    case GIT_REPOSITORY_STATE_MERGE:
      return "merge";
    case GIT_REPOSITORY_STATE_REVERT:
    case GIT_REPOSITORY_STATE_REVERT_SEQUENCE:
      return "revert";
    case GIT_REPOSITORY_STATE_CHERRYPICK:
    case GIT_REPOSITORY_STATE_CHERRYPICK_SEQUENCE:
      return "cherry-pick";
    case GIT_REPOSITORY_STATE_BISECT:
      return "bisect";
    case GIT_REPOSITORY_STATE_APPLY_MAILBOX:
    case GIT_REPOSITORY_STATE_APPLY_MAILBOX_OR_REBASE:
      return "am";
    default:
      return "rebase";
  }
}

void Writer::move_refs(const std::map<std::string, Move>& moves, const NewCommit& by,
                       const std::string& why) {
  git_transaction* raw = nullptr;
  if (git_transaction_new(&raw, m_state->get()) != 0) throw failure("moving refs");
  const TransactionHandle transaction(raw);
  const SignatureHandle who = signature_of(by);
  for (const auto& [ref, move] : moves) {
    if (git_transaction_lock_ref(raw, ref.c_str()) != 0)
      throw failure(fmt::format("cannot lock {}", ref))
          .hint("another git process may be using the repository");
    if (target(ref) != move.from)
      throw Error(ExitCode::failed, fmt::format("{} was changed by another program", ref)).hint("try again");
    const git_oid to = oid_of(move.to);
    if (git_transaction_set_target(raw, ref.c_str(), &to, who.get(), why.c_str()) != 0)
      throw failure(fmt::format("cannot move {}", ref));
  }
  if (git_transaction_commit(raw) != 0) throw failure("moving refs");
}

void Writer::check_out(const std::string& commit) {
  const CommitHandle to = lookup_commit(m_state->get(), commit);
  std::vector<std::string> in_the_way;
  git_checkout_options options;
  git_checkout_options_init(&options, GIT_CHECKOUT_OPTIONS_VERSION);
  options.checkout_strategy = GIT_CHECKOUT_SAFE;
  options.notify_flags = GIT_CHECKOUT_NOTIFY_CONFLICT;
  options.notify_cb = collect;
  options.notify_payload = &in_the_way;
  const int result =
      git_checkout_tree(m_state->get(), reinterpret_cast<const git_object*>(to.get()), &options);
  if (result == GIT_ECONFLICT) {
    const size_t count = in_the_way.size();
    if (count > k_listed) {
      in_the_way.resize(k_listed);
      in_the_way.push_back(fmt::format("and {} more", count - k_listed));
    }
    throw Error(ExitCode::invalid,
                fmt::format("{} of the work tree would be overwritten", count == 1 ? "a file" : "files"))
        .notes(std::move(in_the_way))
        .hint("commit or move them, and try again");
  }
  if (result != 0) throw failure("cannot write the work tree");
}

}  // namespace rpmworks::git
