# Makes pages of 90 lines of a book: one JSON document for each, on a line of its own.
{ gsub(/\\/, "\\\\"); gsub(/"/, "\\\""); gsub(/\t/, " "); text = text $0 " " }
NR % 90 == 0 { page() }
END { if (text != "") page() }

function page() {
  printf "{\"page\": %d, \"text\": \"%s\"}\n", ++pages, text
  text = ""
}
