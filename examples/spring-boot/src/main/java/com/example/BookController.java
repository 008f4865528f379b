package com.example;

import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

@RestController
class BookController {
  private final Books books;

  BookController(Books books) {
    this.books = books;
  }

  @GetMapping("/books/{isbn}")
  ResponseEntity<Book> find(@PathVariable String isbn) {
    return ResponseEntity.of(books.find(isbn));
  }

  @PutMapping("/books/{isbn}")
  void save(@PathVariable String isbn, @RequestBody String title) {
    books.save(new Book(isbn, title));
  }
}
