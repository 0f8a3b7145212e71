// SPDX-License-Identifier: GPL-3.0-or-later
// What a terminal shows while builds run, with a simulated terminal.
#include <doctest/doctest.h>

#include <cctype>
#include <sstream>

#include "core/text.hpp"
#include "live_screen.hpp"
#include "live_view.hpp"

using namespace rpmworks;
using namespace rpmworks::cli;
using namespace std::chrono_literals;

namespace {

using Kind = Event::Kind;
const LiveView::Time k_start{};

Event event(Kind kind, uint64_t id, uint64_t parent, const std::string& verb, const std::string& subject) {
  return {.kind = kind, .id = id, .parent = parent, .verb = verb, .subject = subject};
}

/// A view with a build of eight packages that started at k_start.
struct Run {
  LiveView view;
  Run() {
    Event all = event(Kind::begin, 1, 0, "building", "packages");
    all.total = 8;
    view.on_event(all, k_start);
  }
  void job(uint64_t id, const std::string& subject, std::chrono::seconds at, const std::string& phase = "") {
    view.on_event(event(Kind::begin, id, 1, "building", subject), k_start + at);
    if (phase.empty()) return;
    Event come = event(Kind::phase, id, 1, "building", subject);
    come.result = phase;
    view.on_event(come, k_start + at);
  }
  void end(uint64_t id, const std::string& subject, bool failed) {
    view.on_event(event(failed ? Kind::fail : Kind::end, id, 1, "building", subject), k_start);
    Event step = event(Kind::progress, 1, 0, "building", "packages");
    step.done = ++m_done;
    step.total = 8;
    view.on_event(step, k_start);
  }
  std::string text(size_t width, size_t height, std::chrono::seconds at) {
    std::vector<std::string> lines;
    for (const auto& line : view.lines(width, height, k_start + at)) lines.push_back(line.text);
    return join(lines, "\n");
  }

 private:
  uint64_t m_done = 0;
};

/// A simulated terminal with a given width and unlimited height. It supports only the sequences that
/// LiveScreen sends.
class Terminal {
 public:
  explicit Terminal(size_t width) : m_width(width) {}
  void write(const std::string& bytes) {
    for (size_t i = 0; i < bytes.size(); ++i) {
      if (bytes[i] == '\033') {
        i = escape(bytes, i + 1);
      } else if (bytes[i] == '\r') {
        m_column = 0;
      } else if (bytes[i] == '\n') {
        ++m_row;
        m_column = 0;
      } else {
        put(bytes[i]);
      }
      if (m_rows.size() <= m_row) m_rows.resize(m_row + 1);
    }
  }
  /// A narrower terminal wraps its lines again; the cursor stays at its character.
  void narrow(size_t width) {
    std::vector<std::string> rows;
    size_t row = 0, column = 0;
    for (size_t i = 0; i < m_rows.size(); ++i) {
      const size_t first = rows.size();
      for (size_t at = 0; at == 0 || at < m_rows[i].size(); at += width)
        rows.push_back(m_rows[i].substr(at, width));
      if (i == m_row) {
        row = std::min(first + m_column / width, rows.size() - 1);
        column = m_column % width;
      }
    }
    m_rows = rows;
    m_row = row;
    m_column = column;
    m_width = width;
  }
  std::string text() const {
    std::vector<std::string> rows;
    for (const auto& row : m_rows) rows.push_back(row.substr(0, row.find_last_not_of(' ') + 1));
    while (!rows.empty() && rows.back().empty()) rows.pop_back();
    return join(rows, "\n");
  }

 private:
  void put(char c) {
    if (m_column == m_width) {
      ++m_row;
      m_column = 0;
    }
    if (m_rows.size() <= m_row) m_rows.resize(m_row + 1);
    auto& row = m_rows[m_row];
    row.resize(std::max(row.size(), m_column + 1), ' ');
    row[m_column++] = c;
  }
  size_t escape(const std::string& bytes, size_t at) {
    REQUIRE(bytes[at] == '[');
    size_t count = 0;
    for (++at; std::isdigit(static_cast<unsigned char>(bytes[at])); ++at)
      count = count * 10 + static_cast<size_t>(bytes[at] - '0');
    switch (bytes[at]) {
      case 'A':
        m_row -= std::min(count, m_row);
        break;
      case 'J':
        m_rows.resize(m_row + 1);
        [[fallthrough]];
      case 'K':
        m_rows[m_row].resize(std::min(m_rows[m_row].size(), m_column));
        break;
      case 'm':
        break;
      default:
        FAIL("the terminal does not know " << bytes.substr(at, 1));
    }
    return at;
  }
  size_t m_width;
  std::vector<std::string> m_rows{""};
  size_t m_row = 0;
  size_t m_column = 0;
};

}  // namespace

TEST_CASE("a bar for the whole run, a line for each running build") {
  Run run;
  run.job(2, "greet-1.0-1.src", 0s, "build setup");
  run.job(3, "greeter-2.1-1.src", 5s, "%build");
  CHECK(run.text(60, 24, 65s) ==
        "building packages [>                            ] 0/8  1:05\n"
        "  building greet-1.0-1.src    build setup  1:05\n"
        "  building greeter-2.1-1.src  %build       1:00");
  run.end(2, "greet-1.0-1.src", false);
  CHECK(run.text(60, 24, 3665s) ==
        "building packages [===>                      ] 1/8  1:01:05\n"
        "  building greeter-2.1-1.src  %build       1:01:00");
}

TEST_CASE("a step of a job is shown in the job's line") {
  Run run;
  run.job(2, "greet-1.0-1.src", 0s, "build setup");
  run.view.on_event(event(Kind::begin, 3, 2, "installing BuildRequires of", "greet-1.0-1.src"), k_start);
  CHECK(run.text(80, 24, 1s).find("greet-1.0-1.src  installing BuildRequires  0:01") != std::string::npos);
  Event fetching = event(Kind::begin, 4, 3, "fetching", "packages of base");
  fetching.total = 9;
  CHECK(run.view.depth(fetching) == 3);
  run.view.on_event(fetching, k_start);
  CHECK(run.text(80, 24, 1s).find("greet-1.0-1.src  fetching packages of base 0/9  0:01") !=
        std::string::npos);
}

TEST_CASE("a download shows its bytes and its rate") {
  Run run;
  run.job(3, "greet-1.0-1.src", std::chrono::seconds(0));
  Event fetching = event(Kind::begin, 4, 3, "fetching", "packages of base");
  fetching.total = 3;
  run.view.on_event(fetching, k_start);
  fetching.kind = Kind::progress;
  fetching.done = 1;
  fetching.bytes = 3UL << 20;
  fetching.total_bytes = 12UL << 20;
  fetching.elapsed = std::chrono::seconds(2);
  run.view.on_event(fetching, k_start);
  const std::string text = run.text(120, 5, std::chrono::seconds(2));
  CHECK(text.find("fetching packages of base 1/3  3.0 MiB of 12.0 MiB, 1.5 MiB/s") != std::string::npos);
}

TEST_CASE("failures remain visible") {
  Run run;
  for (uint64_t id = 2; id < 7; ++id) run.job(id, "p" + std::to_string(id), 0s, "%check");
  for (uint64_t id = 2; id < 6; ++id) run.end(id, "p" + std::to_string(id), true);
  CHECK(run.text(60, 24, 1s) ==
        "building packages [=========>         ] 4/8, 4 failed  0:01\n"
        "  failed: p3 in %check\n"
        "  failed: p4 in %check\n"
        "  failed: p5 in %check\n"
        "  building p6  %check  0:01");
}

TEST_CASE("columns keep their position when the longest name disappears") {
  Run run;
  run.job(2, "a-long-name", 0s, "build setup");
  run.job(3, "p", 0s, "%build");
  CHECK(run.text(80, 24, 1s).ends_with("\n  building p            %build       0:01"));
  run.end(2, "a-long-name", false);
  CHECK(run.text(80, 24, 2s).ends_with("\n  building p            %build       0:02"));
  run.end(3, "p", false);
  run.view.on_event(event(Kind::end, 1, 0, "building", "packages"), k_start);
  CHECK(run.text(80, 24, 3s).empty());
  run.job(4, "q", 3s, "%prep");
  CHECK(run.text(80, 24, 3s).starts_with("building q"));
}

TEST_CASE("more jobs than rows, and fewer columns than characters") {
  Run run;
  for (uint64_t id = 2; id < 10; ++id) run.job(id, "package-" + std::to_string(id), 0s, "%build");
  CHECK(run.text(60, 5, 1s) ==
        "building packages [>                            ] 0/8  0:01\n"
        "  building package-2  %build  0:01\n"
        "  building package-3  %build  0:01\n"
        "  and 6 more");
  for (const size_t width : {1, 2, 5, 20, 33}) {
    for (const size_t height : {1, 2, 3, 10}) {
      const auto lines = run.view.lines(width, height, k_start);
      CHECK(lines.size() <= std::max<size_t>(1, height - 1));
      for (const auto& line : lines) CHECK(line.text.size() <= std::max<size_t>(width, 2) - 1);
    }
  }
  CHECK(run.text(24, 3, 1s) ==
        "building packages 0/8  \n"
        "  and 8 more");
  CHECK(run.text(28, 24, 1s).starts_with("building packages 0/8  0:01\n  0:01 building package-2 %\n"));
}

TEST_CASE("untrusted names cannot move the cursor, and nothing remains when nothing runs") {
  Run run;
  run.job(2, "\033[2J\nx", 0s, "\r%build");
  CHECK(run.text(60, 24, 0s).find("building ?[2J x  ?%build") != std::string::npos);
  run.end(2, "x", false);
  run.view.on_event(event(Kind::end, 1, 0, "building", "packages"), k_start);
  CHECK(run.view.lines(80, 24, k_start).empty());
}

TEST_CASE("the screen: printed lines stay above, live lines are updated") {
  Terminal terminal(40);
  terminal.write("$ rpmworks build\n");
  LiveScreen screen(true);
  using Line = LiveView::Line;
  const std::vector<Line> two = {{"bar of the whole run", LiveView::Look::bar}, {"  one job"}};
  terminal.write(screen.update("", two, 40));
  CHECK(terminal.text() == "$ rpmworks build\nbar of the whole run\n  one job");
  CHECK(screen.update("", two, 40).empty());
  terminal.write(screen.update("x: failed\n", two, 40));
  CHECK(terminal.text() == "$ rpmworks build\nx: failed\nbar of the whole run\n  one job");
  terminal.write(screen.update("", {{"shorter", LiveView::Look::bar}, {"  a"}, {"  b"}}, 40));
  CHECK(terminal.text() == "$ rpmworks build\nx: failed\nshorter\n  a\n  b");
  terminal.write(screen.update("y: failed\nwith a second line\n", {{"less", LiveView::Look::bar}}, 40));
  CHECK(terminal.text() == "$ rpmworks build\nx: failed\ny: failed\nwith a second line\nless");
  terminal.write(screen.clear(40));
  CHECK(terminal.text() == "$ rpmworks build\nx: failed\ny: failed\nwith a second line");
}

TEST_CASE("the screen: lines that a narrowed terminal wrapped are cleared too") {
  Terminal terminal(40);
  LiveScreen screen(false);
  terminal.write(screen.update(
      "kept\n", {{"a line of thirty-five columns, all of"}, {"another that is long as well, it is"}}, 40));
  terminal.narrow(20);
  terminal.write(screen.update("", {{"short"}, {"lines"}}, 20));
  CHECK(terminal.text() == "kept\nshort\nlines");
}

TEST_CASE("colours only if requested") {
  const std::vector<LiveView::Line> lines = {{"bar", LiveView::Look::bar}, {"bad", LiveView::Look::failure}};
  CHECK(LiveScreen(false).update("", lines, 40) == "bar\033[K\nbad\033[K");
  CHECK(LiveScreen(true).update("", lines, 40) == "\033[36mbar\033[0m\033[K\n\033[31mbad\033[0m\033[K");
}
