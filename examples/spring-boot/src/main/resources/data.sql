insert into book values ('9780134685991', 'Effective Java');
