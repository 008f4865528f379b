create table book (isbn varchar(13) primary key, title varchar(100) not null);
