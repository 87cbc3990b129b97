/*M!999999\- enable the sandbox mode */ 
-- MariaDB dump 10.19-11.8.6-MariaDB, for debian-linux-gnu (x86_64)
--
-- Host: localhost    Database: school
-- ------------------------------------------------------
-- Server version	11.8.6-MariaDB-0+deb13u1 from Debian

/*!40101 SET @OLD_CHARACTER_SET_CLIENT=@@CHARACTER_SET_CLIENT */;
/*!40101 SET @OLD_CHARACTER_SET_RESULTS=@@CHARACTER_SET_RESULTS */;
/*!40101 SET @OLD_COLLATION_CONNECTION=@@COLLATION_CONNECTION */;
/*!40101 SET NAMES utf8mb4 */;
/*!40103 SET @OLD_TIME_ZONE=@@TIME_ZONE */;
/*!40103 SET TIME_ZONE='+00:00' */;
/*!40014 SET @OLD_UNIQUE_CHECKS=@@UNIQUE_CHECKS, UNIQUE_CHECKS=0 */;
/*!40014 SET @OLD_FOREIGN_KEY_CHECKS=@@FOREIGN_KEY_CHECKS, FOREIGN_KEY_CHECKS=0 */;
/*!40101 SET @OLD_SQL_MODE=@@SQL_MODE, SQL_MODE='NO_AUTO_VALUE_ON_ZERO' */;
/*M!100616 SET @OLD_NOTE_VERBOSITY=@@NOTE_VERBOSITY, NOTE_VERBOSITY=0 */;

--
-- Temporary table structure for view `best`
--

DROP TABLE IF EXISTS `best`;
/*!50001 DROP VIEW IF EXISTS `best`*/;
SET @saved_cs_client     = @@character_set_client;
SET character_set_client = utf8mb4;
/*!50001 CREATE VIEW `best` AS SELECT
 1 AS `pupil`,
  1 AS `points` */;
SET character_set_client = @saved_cs_client;

--
-- Table structure for table `mark`
--

DROP TABLE IF EXISTS `mark`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!40101 SET character_set_client = utf8mb4 */;
CREATE TABLE `mark` (
  `pupil` int(11) DEFAULT NULL,
  `points` int(11) DEFAULT NULL,
  KEY `pupil` (`pupil`),
  CONSTRAINT `mark_ibfk_1` FOREIGN KEY (`pupil`) REFERENCES `pupil` (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

--
-- Dumping data for table `mark`
--

SET @OLD_AUTOCOMMIT=@@AUTOCOMMIT, @@AUTOCOMMIT=0;
LOCK TABLES `mark` WRITE;
/*!40000 ALTER TABLE `mark` DISABLE KEYS */;
INSERT INTO `mark` VALUES
(1,1),
(2,2),
(3,3),
(4,4),
(5,5),
(6,6),
(7,7),
(8,8),
(9,9),
(10,10),
(11,11),
(12,12),
(13,13),
(14,14),
(15,0),
(16,1),
(17,2),
(18,3),
(19,4),
(20,5),
(21,6),
(22,7),
(23,8),
(24,9),
(25,10),
(26,11),
(27,12),
(28,13),
(29,14),
(30,0),
(31,1),
(32,2),
(33,3),
(34,4),
(35,5),
(36,6),
(37,7),
(38,8),
(39,9),
(40,10),
(41,11),
(42,12),
(43,13),
(44,14),
(45,0),
(46,1),
(47,2),
(48,3),
(49,4),
(50,5),
(51,6),
(52,7),
(53,8),
(54,9),
(55,10),
(56,11),
(57,12),
(58,13),
(59,14),
(60,0),
(61,1),
(62,2),
(63,3),
(64,4),
(65,5),
(66,6),
(67,7),
(68,8),
(69,9),
(70,10),
(71,11),
(72,12),
(73,13),
(74,14),
(75,0),
(76,1),
(77,2),
(78,3),
(79,4),
(80,5),
(81,6),
(82,7),
(83,8),
(84,9),
(85,10),
(86,11),
(87,12),
(88,13),
(89,14),
(90,0),
(91,1),
(92,2),
(93,3),
(94,4),
(95,5),
(96,6),
(97,7),
(98,8),
(99,9),
(100,10),
(101,11),
(102,12),
(103,13),
(104,14),
(105,0),
(106,1),
(107,2),
(108,3),
(109,4),
(110,5),
(111,6),
(112,7),
(113,8),
(114,9),
(115,10),
(116,11),
(117,12),
(118,13),
(119,14),
(120,0);
/*!40000 ALTER TABLE `mark` ENABLE KEYS */;
UNLOCK TABLES;
COMMIT;
SET AUTOCOMMIT=@OLD_AUTOCOMMIT;
/*!50003 SET @saved_cs_client      = @@character_set_client */ ;
/*!50003 SET @saved_cs_results     = @@character_set_results */ ;
/*!50003 SET @saved_col_connection = @@collation_connection */ ;
/*!50003 SET character_set_client  = latin1 */ ;
/*!50003 SET character_set_results = latin1 */ ;
/*!50003 SET collation_connection  = latin1_swedish_ci */ ;
/*!50003 SET @saved_sql_mode       = @@sql_mode */ ;
/*!50003 SET sql_mode              = 'STRICT_TRANS_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_AUTO_CREATE_USER,NO_ENGINE_SUBSTITUTION' */ ;
DELIMITER ;;
/*!50003 CREATE*/ /*!50017 DEFINER=`root`@`localhost`*/ /*!50003 trigger counted before insert on mark for each row set new.points = abs(new.points) */;;
DELIMITER ;
/*!50003 SET sql_mode              = @saved_sql_mode */ ;
/*!50003 SET character_set_client  = @saved_cs_client */ ;
/*!50003 SET character_set_results = @saved_cs_results */ ;
/*!50003 SET collation_connection  = @saved_col_connection */ ;

--
-- Table structure for table `pupil`
--

DROP TABLE IF EXISTS `pupil`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!40101 SET character_set_client = utf8mb4 */;
CREATE TABLE `pupil` (
  `id` int(11) NOT NULL,
  `name` varchar(40) NOT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

--
-- Dumping data for table `pupil`
--

SET @OLD_AUTOCOMMIT=@@AUTOCOMMIT, @@AUTOCOMMIT=0;
LOCK TABLES `pupil` WRITE;
/*!40000 ALTER TABLE `pupil` DISABLE KEYS */;
INSERT INTO `pupil` VALUES
(1,'pupil 1'),
(2,'pupil 2'),
(3,'pupil 3'),
(4,'pupil 4'),
(5,'pupil 5'),
(6,'pupil 6'),
(7,'pupil 7'),
(8,'pupil 8'),
(9,'pupil 9'),
(10,'pupil 10'),
(11,'pupil 11'),
(12,'pupil 12'),
(13,'pupil 13'),
(14,'pupil 14'),
(15,'pupil 15'),
(16,'pupil 16'),
(17,'pupil 17'),
(18,'pupil 18'),
(19,'pupil 19'),
(20,'pupil 20'),
(21,'pupil 21'),
(22,'pupil 22'),
(23,'pupil 23'),
(24,'pupil 24'),
(25,'pupil 25'),
(26,'pupil 26'),
(27,'pupil 27'),
(28,'pupil 28'),
(29,'pupil 29'),
(30,'pupil 30'),
(31,'pupil 31'),
(32,'pupil 32'),
(33,'pupil 33'),
(34,'pupil 34'),
(35,'pupil 35'),
(36,'pupil 36'),
(37,'pupil 37'),
(38,'pupil 38'),
(39,'pupil 39'),
(40,'pupil 40'),
(41,'pupil 41'),
(42,'pupil 42'),
(43,'pupil 43'),
(44,'pupil 44'),
(45,'pupil 45'),
(46,'pupil 46'),
(47,'pupil 47'),
(48,'pupil 48'),
(49,'pupil 49'),
(50,'pupil 50'),
(51,'pupil 51'),
(52,'pupil 52'),
(53,'pupil 53'),
(54,'pupil 54'),
(55,'pupil 55'),
(56,'pupil 56'),
(57,'pupil 57'),
(58,'pupil 58'),
(59,'pupil 59'),
(60,'pupil 60'),
(61,'pupil 61'),
(62,'pupil 62'),
(63,'pupil 63'),
(64,'pupil 64'),
(65,'pupil 65'),
(66,'pupil 66'),
(67,'pupil 67'),
(68,'pupil 68'),
(69,'pupil 69'),
(70,'pupil 70'),
(71,'pupil 71'),
(72,'pupil 72'),
(73,'pupil 73'),
(74,'pupil 74'),
(75,'pupil 75'),
(76,'pupil 76'),
(77,'pupil 77'),
(78,'pupil 78'),
(79,'pupil 79'),
(80,'pupil 80'),
(81,'pupil 81'),
(82,'pupil 82'),
(83,'pupil 83'),
(84,'pupil 84'),
(85,'pupil 85'),
(86,'pupil 86'),
(87,'pupil 87'),
(88,'pupil 88'),
(89,'pupil 89'),
(90,'pupil 90'),
(91,'pupil 91'),
(92,'pupil 92'),
(93,'pupil 93'),
(94,'pupil 94'),
(95,'pupil 95'),
(96,'pupil 96'),
(97,'pupil 97'),
(98,'pupil 98'),
(99,'pupil 99'),
(100,'pupil 100'),
(101,'pupil 101'),
(102,'pupil 102'),
(103,'pupil 103'),
(104,'pupil 104'),
(105,'pupil 105'),
(106,'pupil 106'),
(107,'pupil 107'),
(108,'pupil 108'),
(109,'pupil 109'),
(110,'pupil 110'),
(111,'pupil 111'),
(112,'pupil 112'),
(113,'pupil 113'),
(114,'pupil 114'),
(115,'pupil 115'),
(116,'pupil 116'),
(117,'pupil 117'),
(118,'pupil 118'),
(119,'pupil 119'),
(120,'pupil 120');
/*!40000 ALTER TABLE `pupil` ENABLE KEYS */;
UNLOCK TABLES;
COMMIT;
SET AUTOCOMMIT=@OLD_AUTOCOMMIT;

--
-- Dumping events for database 'school'
--

--
-- Dumping routines for database 'school'
--
/*!50003 SET @saved_sql_mode       = @@sql_mode */ ;
/*!50003 SET sql_mode              = 'STRICT_TRANS_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_AUTO_CREATE_USER,NO_ENGINE_SUBSTITUTION' */ ;
/*!50003 DROP FUNCTION IF EXISTS `twice` */;
/*!50003 SET @saved_cs_client      = @@character_set_client */ ;
/*!50003 SET @saved_cs_results     = @@character_set_results */ ;
/*!50003 SET @saved_col_connection = @@collation_connection */ ;
/*!50003 SET character_set_client  = latin1 */ ;
/*!50003 SET character_set_results = latin1 */ ;
/*!50003 SET collation_connection  = latin1_swedish_ci */ ;
DELIMITER ;;
CREATE DEFINER=`root`@`localhost` FUNCTION `twice`(n int) RETURNS int(11)
    DETERMINISTIC
return 2 * n ;;
DELIMITER ;
/*!50003 SET sql_mode              = @saved_sql_mode */ ;
/*!50003 SET character_set_client  = @saved_cs_client */ ;
/*!50003 SET character_set_results = @saved_cs_results */ ;
/*!50003 SET collation_connection  = @saved_col_connection */ ;

--
-- Final view structure for view `best`
--

/*!50001 DROP VIEW IF EXISTS `best`*/;
/*!50001 SET @saved_cs_client          = @@character_set_client */;
/*!50001 SET @saved_cs_results         = @@character_set_results */;
/*!50001 SET @saved_col_connection     = @@collation_connection */;
/*!50001 SET character_set_client      = latin1 */;
/*!50001 SET character_set_results     = latin1 */;
/*!50001 SET collation_connection      = latin1_swedish_ci */;
/*!50001 CREATE ALGORITHM=UNDEFINED */
/*!50013 DEFINER=`root`@`localhost` SQL SECURITY DEFINER */
/*!50001 VIEW `best` AS select `mark`.`pupil` AS `pupil`,`mark`.`points` AS `points` from `mark` where `mark`.`points` > 12 */;
/*!50001 SET character_set_client      = @saved_cs_client */;
/*!50001 SET character_set_results     = @saved_cs_results */;
/*!50001 SET collation_connection      = @saved_col_connection */;
/*!40103 SET TIME_ZONE=@OLD_TIME_ZONE */;

/*!40101 SET SQL_MODE=@OLD_SQL_MODE */;
/*!40014 SET FOREIGN_KEY_CHECKS=@OLD_FOREIGN_KEY_CHECKS */;
/*!40014 SET UNIQUE_CHECKS=@OLD_UNIQUE_CHECKS */;
/*!40101 SET CHARACTER_SET_CLIENT=@OLD_CHARACTER_SET_CLIENT */;
/*!40101 SET CHARACTER_SET_RESULTS=@OLD_CHARACTER_SET_RESULTS */;
/*!40101 SET COLLATION_CONNECTION=@OLD_COLLATION_CONNECTION */;
/*M!100616 SET NOTE_VERBOSITY=@OLD_NOTE_VERBOSITY */;

-- Dump completed on 2026-11-22 19:42:09
