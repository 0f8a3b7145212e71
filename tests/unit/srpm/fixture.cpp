// SPDX-License-Identifier: GPL-3.0-or-later
#include "unit/srpm/fixture.hpp"

#include "core/text.hpp"
#include "process/process.hpp"

namespace rpmworks::test {

namespace {

class WarningSink : public EventSink {
 public:
  explicit WarningSink(std::vector<std::string>& warnings) : m_warnings(warnings) {}
  void on_event(const Event& event) override {
    if (event.kind == Event::Kind::warning) m_warnings.push_back(event.subject);
  }

 private:
  std::vector<std::string>& m_warnings;
};

std::string unpacked(const fs::path& package, const std::string& name) {
  const std::string archive =
      run_checked({.argv = {"rpm2archive", "-n", "-"}, .input = read_file(package)}, "rpm2archive").out;
  return run_checked({.argv = {"tar", "xOf", "-", "./" + name}, .input = archive}, "tar").out;
}

}  // namespace

Fixture::Fixture(const Files& files)
    : m_folder(fs::temp_directory_path(), "srpm-test-"), m_store(m_folder.path() / "store") {
  make_folders(work_tree());
  git({"init", "-q", "-b", "main"});
  for (const auto& [path, content] : files) write(path, content);
  if (!files.empty()) commit();
}

Fixture& Fixture::write(const std::string& path, const std::string& content) {
  const fs::path file = work_tree() / path;
  make_folders(file.parent_path());
  fs::remove(file);
  if (content.starts_with("link:")) {
    fs::create_symlink(content.substr(5), file);
  } else {
    const bool executable = content.starts_with("run:");
    write_file_atomically(file, executable ? content.substr(4) : content,
                          fs::perms(executable ? 0755 : 0644));
  }
  return *this;
}

Fixture& Fixture::commit(const std::string& time) {
  git({"add", "-A"});
  git({"-c", "user.name=A", "-c", "user.email=a@example.org", "commit", "-q", "--allow-empty", "-m", "x"},
      time);
  return *this;
}

std::string Fixture::git(const std::vector<std::string>& arguments, const std::string& time) const {
  Command command{.argv = {"git"}};
  command.argv.insert(command.argv.end(), arguments.begin(), arguments.end());
  command.cwd = work_tree();
  command.env = {{"PATH", "/usr/bin:/bin"},
                 {"HOME", "/nonexistent"},
                 {"GIT_CONFIG_NOSYSTEM", "1"},
                 {"GIT_COMMITTER_DATE", time},
                 {"GIT_AUTHOR_DATE", time}};
  return run_checked(command, "git").out;
}

Reporter Fixture::reporter() {
  return Reporter(std::make_shared<WarningSink>(m_warnings));
}

srpm::Srpm Fixture::make(const srpm::Request& request) {
  Reporter told = reporter();
  const auto repository = git::Repository::open(work_tree());
  return srpm::make({repository, "file://" + work_tree().string()}, request,
                    {m_store, tmp(), root() / "cache"}, told);
}

std::vector<srpm::Srpm> Fixture::make_each() {
  Reporter told = reporter();
  const auto repository = git::Repository::open(work_tree());
  return srpm::make_all({repository, "file://" + work_tree().string()},
                        srpm::requests_per_spec(repository, {}, {}, told), {m_store, tmp(), root() / "cache"},
                        told);
}

std::string Fixture::error_of(const srpm::Request& request) {
  try {
    make(request);
  } catch (const Error& error) {
    return error.render();
  }
  return {};
}

std::vector<std::string> Fixture::members(const fs::path& package) {
  return split(trim(run_checked({.argv = {"rpm", "-qp", "--nosignature", "--qf",
                                          "[%{FILEMTIMES} %{FILESIZES} %{FILEMODES:octal} %{FILENAMES}\n]",
                                          package.string()}},
                                "rpm")
                        .out),
               '\n');
}

std::string Fixture::member(const fs::path& package, const std::string& name) {
  return unpacked(package, name);
}

std::vector<std::string> Fixture::listing(const fs::path& package, const std::string& archive) {
  const std::string bytes = member(package, archive);
  const TempDir folder(fs::temp_directory_path(), "srpm-test-");
  write_file_atomically(folder.path() / archive, bytes);
  return split(trim(run_checked({.argv = {"tar", "tf", (folder.path() / archive).string()}}, "tar").out),
               '\n');
}

std::string small_spec(const std::string& preamble, const std::string& prep) {
  return "Name: greet\nVersion: 1.0\nRelease: 1%{?dist}\nSummary: Greets\nLicense: MIT\n" + preamble +
         "%description\nGreets.\n%prep\n" + prep + "%build\n%files\n";
}

}  // namespace rpmworks::test
